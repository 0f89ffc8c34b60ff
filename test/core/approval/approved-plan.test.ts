// A plan that was approved is carried out as it was seen: what changed since is held, and what our own run made in between isn't a change.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  approvable,
  approvedIds,
  holdChanged,
  isIntact,
  sealPlan,
  type ApprovedInvoice,
} from '../../../src/core/approval/approved-plan.ts';
import type { Catalog } from '../../../src/core/facts/catalog.ts';
import { money } from '../../../src/core/money.ts';
import type { Source } from '../../../src/core/facts/source.ts';
import { buildPlan, type Planned, type PlanFacts } from '../../../src/core/transfer/plan/plan.ts';
import { catalog, customer, item, line, settings, source } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const books = catalog({ customers: [customer('24', 'Acme')], items: [item('7', 'Remote Support')] });

function plan(of: Source, lists: Catalog = books, more: Partial<PlanFacts> = {}): Planned[] {
  return buildPlan({
    sources: [of],
    transfers: new Map(),
    found: { byNote: new Map(), byNumber: new Map() },
    taken: new Map(),
    documents: new Map(),
    catalog: lists,
    settings: settings(),
    ...more,
  });
}

function approve(of: Source, lists: Catalog = books): ApprovedInvoice {
  const [planned] = plan(of, lists);
  const entry = planned && approvable(planned, lists, digest);
  if (!entry) throw new Error(`nothing to approve: ${JSON.stringify(planned?.reasons)}`);
  return entry;
}

const sealed = (of: Source): ReturnType<typeof sealPlan> =>
  sealPlan({ profile: 'default', realmId: '1', run: 'r', createdAt: '2026-11-01T00:00:00Z', invoices: [approve(of)] }, digest);

const acme = (changes: Parameters<typeof source>[0] = {}): Source => source({ company: { name: 'Acme' }, ...changes });

/** What becomes of the invoice when it is planned again as `now`. */
function carriedOut(before: ApprovedInvoice, now: Planned[], lists: Catalog = books): string {
  const [planned] = holdChanged(now, new Map([[before.autotaskId as never, before]]), lists, digest);
  return planned?.action === 'hold' ? planned.reasons.map((why) => why.message).join(' ') : (planned?.action ?? 'nothing');
}

describe('what changed since', () => {
  test.each([
    ['nothing', acme(), 'create'],
    ['a line costs more', acme({ lines: [line({ amount: money('120'), rate: money('60') })] }), 'line 1 amount 100 -> 120'],
    ['a line more', acme({ lines: [line(), line()] }), 'lines 1 -> 2'],
    ['another date', acme({ invoice: { date: '2026-11-01' as never } }), '2026-10-31 -> 2026-11-01'],
  ])('%s', (_, now, said) => {
    expect(carriedOut(approve(acme()), plan(now))).toContain(said);
  });

  test('an invoice that the plan doesn’t name is held', () => {
    const [planned] = holdChanged(plan(acme()), new Map(), books, digest);
    expect(planned).toMatchObject({ action: 'hold', reasons: [{ code: 'plan-changed' }] });
  });

  test('Autotask’s marks of a transfer are no change: a transfer itself writes them', () => {
    expect(approve(acme({ invoice: { webServiceDate: '2026-11-01T00:00:00Z' as never } })).digest).toBe(approve(acme()).digest);
  });
});

describe('what our own run makes in between', () => {
  const without = catalog({ customers: [], items: [item('7', 'Remote Support')] });

  test('a customer that the plan asked for, under that name', () => {
    expect(carriedOut(approve(acme(), without), plan(acme()))).toBe('create');
  });

  test('a customer of another name is a change', () => {
    const before = approve(acme(), without);
    const renamed = source({ company: { name: 'Acme Ltd' } });
    const lists = catalog({ customers: [customer('24', 'Acme Ltd')], items: [item('7', 'Remote Support')] });
    expect(carriedOut(before, plan(renamed, lists), lists)).toContain('QuickBooks customer');
  });

  test('the document of our own attempt is finished; one that somebody else made is held', () => {
    const before = approve(acme());
    const saved = savedDocument();
    const own = doneTransfer({ state: 'created' });
    const finish = plan(acme(), books, { transfers: new Map([[own.invoiceId, own]]), documents: new Map([['Invoice/130', saved]]) });
    expect(finish[0]?.action).toBe('finish');
    expect(carriedOut(before, finish)).toBe('finish');
    const stranger = finish.map((one): Planned => (one.action === 'finish' ? { ...one, transfer: null, wasAdopted: true } : one));
    expect(carriedOut(before, stranger)).toContain('QuickBooks has it now: invoice 1037 (Id 130)');
  });
});

describe('the seal', () => {
  test('holds for the plan as saved, also after a round through JSON', () => {
    const saved = JSON.parse(JSON.stringify(sealed(acme()))) as ReturnType<typeof sealPlan>;
    expect(isIntact(saved, digest)).toBe(true);
    expect([...approvedIds(saved).keys()]).toEqual([4711]);
  });

  test.each([
    ['the total', (one: ReturnType<typeof sealPlan>) => ({ ...one, invoices: one.invoices.map((row) => ({ ...row, total: '1.00' })) })],
    ['the company', (one: ReturnType<typeof sealPlan>) => ({ ...one, realmId: '2' })],
    ['an invoice left out', (one: ReturnType<typeof sealPlan>) => ({ ...one, invoices: [] })],
  ])('breaks where %s was edited', (_, edit) => {
    expect(isIntact(edit(sealed(acme())), digest)).toBe(false);
  });
});
