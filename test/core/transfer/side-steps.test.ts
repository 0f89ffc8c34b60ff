// Mail and PDF after a transfer: each at most once, and what doesn't work out is said on the document.
import { expect, test } from 'vitest';
import { AuthError, RejectedError, TemporaryError, UnknownOutcomeError } from '../../../src/core/errors.ts';
import { mailAndAttach, takeUpSideSteps } from '../../../src/core/transfer/send/side-steps.ts';
import type { ApplyContext } from '../../../src/core/transfer/send/context.ts';
import type { SideStep, Transfer } from '../../../src/core/model/ledger.ts';
import type { SavedDocument } from '../../../src/core/model.ts';
import { Brake } from '../../../src/core/run/brake.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';

interface World {
  /** What happens to each call; what isn't named works. */
  readonly send?: Error | { readonly isEmailed: boolean };
  readonly pdf?: Error;
  /** What QuickBooks shows of the document when it is asked again; null: deleted. */
  readonly shown?: Partial<SavedDocument> | null;
  readonly budget?: Error;
}

type Wants = { readonly email?: SideStep; readonly pdf?: SideStep };

const forbidden = new AuthError('The Autotask API user may not use InvoicePdf', { service: 'Autotask', code: '403' });

function worldOf(world: World, wants: Wants, isEmailed = false) {
  const calls: string[] = [];
  const saved: SavedDocument = savedDocument({ isEmailed });
  const brake = new Brake();
  let row = doneTransfer({ email: null, pdf: null, ...wants });
  const answer = (name: string, trouble: Error | undefined, value: unknown) => async (): Promise<unknown> => {
    calls.push(name);
    if (trouble) throw trouble;
    return value;
  };
  const sent = world.send instanceof Error ? undefined : world.send;
  const context = {
    autotask: {
      invoicePdf: answer('pdf', world.pdf, { fileName: 'a.pdf', content: new Uint8Array() }),
      budget: answer('budget', world.budget, { used: 1, limit: 10 }),
    },
    quickbooks: {
      documents: answer('read', undefined, world.shown === null ? [] : [{ ...saved, ...world.shown }]),
      attach: answer('attach', undefined, undefined),
      sendDocument: answer('send', world.send instanceof Error ? world.send : undefined, { ...saved, isEmailed: true, ...sent }),
    },
    ledger: { save: async (next: Transfer) => void (row = next) },
    clock: { now: () => 0 },
    digest: (text: string) => text,
    profile: 'default',
    events: { log: () => undefined, progress: () => undefined },
    brake,
    assertMine: () => undefined,
  } as unknown as ApplyContext;
  return { context, saved, row: () => row, calls, brake };
}

async function after(world: World, wants: Wants, isEmailed = false) {
  const { context, saved, row, calls, brake } = worldOf(world, wants, isEmailed);
  const { emailed, remarks } = await mailAndAttach(row(), saved, context);
  return { emailed, codes: remarks.map(({ code }) => code), row: row(), calls, stopped: brake.cause !== null };
}

test('a PDF that the API user may not read is a warning on the document, and the run goes on', async () => {
  const told = await after({ pdf: forbidden }, { pdf: 'wanted' });
  expect(told).toMatchObject({ codes: ['pdf-forbidden'], stopped: false, calls: ['pdf', 'budget'] });
  expect(told.row.pdf).toBe('failed');
});

test('a sign-in that is refused for everything ends the run, and the PDF is taken up by the next one', async () => {
  const told = await after({ pdf: forbidden, budget: forbidden }, { pdf: 'wanted' });
  expect(told).toMatchObject({ codes: ['pdf-failed'], stopped: true });
  expect(told.row.pdf).toBe('wanted');
});

test.each([
  ['refused', new RejectedError('no address', { code: '6420' }), 'email-failed', 'failed'],
  ['without an answer', new UnknownOutcomeError('cut off'), 'email-unclear', 'failed'],
  ['while QuickBooks is down', new TemporaryError('down'), 'email-waits', 'wanted'],
  ['answered, but not as mailed', { isEmailed: false }, 'email-unclear', 'failed'],
] as const)('a mail %s isn’t called sent', async (_, send, code, left) => {
  const told = await after({ send }, { email: 'wanted' });
  expect(told).toMatchObject({ emailed: false, codes: [code] });
  expect(told.row.email).toBe(left);
});

test('a mail without an answer is done where the document shows that it went out', async () => {
  const send = new UnknownOutcomeError('cut off');
  expect(await after({ send, shown: { isEmailed: true } }, { email: 'wanted' })).toMatchObject({ emailed: true, codes: [] });
  expect(await after({ send, shown: null }, { email: 'wanted' })).toMatchObject({ emailed: false, codes: ['email-unclear'] });
});

test.each([
  ['it is mailed', {}, 'done', []],
  ['somebody sent it meanwhile', { shown: { isEmailed: true } }, 'done', []],
  ['QuickBooks refuses', { send: new RejectedError('no address', { code: '6420' }) }, 'failed', ['email-failed']],
  ['QuickBooks is still down', { send: new TemporaryError('down') }, 'wanted', ['email-waits']],
  ['the document was voided', { shown: { isVoided: true } }, null, []],
  ['the document was deleted', { shown: null }, null, []],
] as const)('a mail that an earlier run owes: %s', async (_, world: World, left, codes) => {
  const { context, row, calls } = worldOf(world, { email: 'wanted' });
  const outcomes = await takeUpSideSteps([row()], context);
  expect(row().email).toBe(left);
  expect(outcomes.flatMap(({ reasons }) => reasons.map(({ code }) => code))).toEqual(codes);
  expect(calls.filter((call) => call === 'send').length).toBe('send' in world || (left === 'done' && !('shown' in world)) ? 1 : 0);
});

test('what waits is mailed later, but not when somebody sent it from QuickBooks meanwhile', async () => {
  expect(await after({}, { email: 'wanted' })).toMatchObject({ emailed: true, codes: [], calls: ['send'] });
  expect(await after({}, { email: 'wanted' }, true)).toMatchObject({ emailed: true, codes: [], calls: [] });
});
