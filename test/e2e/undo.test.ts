// A bad run is taken back as a person would do it: the built program against the sandbox, looked at from both sides.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasTerminals, onTerminal } from '../support/terminal.ts';
import { BIN, connectedWorld, type World } from './support.ts';

interface UndoDocument {
  readonly exitCode: number;
  readonly undo: {
    readonly run: string;
    readonly documents: readonly {
      readonly autotaskId: number;
      readonly outcome: string;
      readonly autotaskCleared: readonly string[];
      readonly reasons: readonly { readonly code: string }[];
    }[];
    readonly lists: readonly { readonly kind: string; readonly id: string; readonly outcome: string }[];
  };
}

const headerOf = (world: World, id: number): Record<string, unknown> => world.sandbox.autotask.tables.Invoices.get(id) ?? {};
const live = (world: World): readonly { readonly Id: string; readonly DocNumber?: string }[] =>
  [...world.sandbox.quickbooks.tables.Invoice.values(), ...world.sandbox.quickbooks.tables.CreditMemo.values()].filter(
    (one) => one.TotalAmt !== 0,
  );

describe('numbers given by QuickBooks', () => {
  let world: World;
  let runId: string;
  let made: { readonly id: number; readonly document: string; readonly type: string; readonly number: string }[];

  beforeAll(async () => {
    world = await connectedWorld({ invoices: 16, companies: 6, seed: 7 });
    const first = (await world.sync(['--yes'])).json();
    runId = first.run;
    made = first.invoices
      .filter((one) => one.outcome === 'created' && Number(one.quickbooks?.total) > 0)
      .map((one) => ({
        id: one.autotaskId,
        document: one.quickbooks?.id ?? '',
        type: one.quickbooks?.type ?? '',
        number: one.quickbooks?.docNumber ?? '',
      }));
  }, 120_000);
  afterAll(() => world.close());

  const invoice = (n: number): (typeof made)[number] => {
    const one = made.filter((each) => each.type === 'Invoice')[n];
    if (!one) throw new Error(`no invoice ${n}`);
    return one;
  };

  test('bad input: an unknown run, an invoice that is not of the run, no terminal and no --yes; nothing changes', async () => {
    const before = live(world).length;
    const unknown = await world.run(['undo', '01NOSUCHRUN', '--yes']);
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('There is no run "01NOSUCHRUN"')]);
    expect(unknown.err).toContain(runId);
    const stranger = await world.run(['undo', runId, '--only', '999999', '--yes']);
    expect([stranger.code, stranger.err]).toEqual([2, expect.stringContaining('made nothing for invoice 999999')]);
    const silent = await world.run(['undo', runId]);
    expect([silent.code, silent.err]).toEqual([2, expect.stringContaining('--yes')]);
    const neither = await world.run(['undo']);
    expect(neither.code).toBe(2);
    expect(live(world).length).toBe(before);
  });

  test('a dry run shows what would go and what would stay, and writes nothing', async () => {
    world.sandbox.quickbooks.ui.pay(invoice(0).document, '0.01');
    const edited = world.sandbox.quickbooks.tables.Invoice.get(invoice(1).document);
    if (edited) Object.assign(edited, { CustomerMemo: { value: 'changed by hand' }, SyncToken: String(Number(edited.SyncToken) + 1) });
    const before = JSON.stringify(live(world));
    const dry = await world.run(['undo', runId, '--dry-run']);
    expect([dry.code, dry.out]).toEqual([1, expect.stringContaining('Would be taken back')]);
    expect(dry.out).toContain('[has-payments]');
    expect(dry.out).toContain('[undo-edited]');
    expect(dry.out).toContain('Dry run: nothing was written.');
    expect(JSON.stringify(live(world))).toBe(before);
  });

  test('part of a run: the document is void, our marks are gone, the invoice is held', async () => {
    const one = invoice(2);
    const run = await world.run(['undo', runId, '--only', String(one.id), '--yes', '--json']);
    const { undo } = run.json<UndoDocument>();
    expect([run.code, undo.documents]).toMatchObject([
      0,
      [{ autotaskId: one.id, outcome: 'voided', autotaskCleared: ['invoiceNumber', 'webServiceDate'], reasons: [] }],
    ]);
    expect(headerOf(world, one.id)).toMatchObject({ invoiceNumber: null, webServiceDate: null });
    expect(Number(world.sandbox.quickbooks.tables.Invoice.get(one.document)?.TotalAmt)).toBe(0);
    const next = (await world.sync(['--yes'])).json().invoices.find((each) => each.autotaskId === one.id);
    expect(next).toMatchObject({ outcome: 'held', reasons: [{ code: 'held-by-person' }] });
    expect((await world.run(['status'])).out).toContain('was undone');
    expect((await world.run(['logs', '--invoice', String(one.id)])).out).toContain('taken back');
  });

  test('a second undo of the same has nothing to do', async () => {
    const again = await world.run(['undo', runId, '--only', String(invoice(2).id), '--yes', '--json']);
    expect([again.code, again.json<UndoDocument>().undo.documents]).toMatchObject([
      0,
      [{ outcome: 'skipped', reasons: [{ code: 'undone-already' }] }],
    ]);
  });

  test('released, it is sent again once, under a new number', async () => {
    const one = invoice(2);
    const released = await world.run(['release', String(one.id)]);
    expect([released.code, released.out]).toEqual([0, expect.stringContaining('Released')]);
    const next = (await world.sync(['--only', String(one.id)])).json();
    expect(next.invoices).toMatchObject([{ autotaskId: one.id, outcome: 'created' }]);
    expect(next.invoices[0]?.quickbooks?.docNumber).not.toBe(one.number);
    expect((await world.sync(['--only', String(one.id)])).json().totals['created']).toBe(0);
    const replaced = await world.run(['undo', runId, '--only', String(one.id), '--yes', '--json']);
    expect([replaced.code, replaced.json<UndoDocument>().undo.documents]).toMatchObject([
      1,
      [{ outcome: 'held', reasons: [{ code: 'undo-replaced' }] }],
    ]);
  });

  test('a number that somebody changed in Autotask since is theirs', async () => {
    const one = invoice(3);
    Object.assign(headerOf(world, one.id), { invoiceNumber: 'THEIRS' });
    const run = await world.run(['undo', runId, '--only', String(one.id), '--yes', '--json']);
    expect(run.json<UndoDocument>().undo.documents).toMatchObject([{ outcome: 'voided', autotaskCleared: ['webServiceDate'] }]);
    expect(headerOf(world, one.id)['invoiceNumber']).toBe('THEIRS');
  });

  test('the rest of the run: what is paid or changed stays; what it created in the lists goes with --with-lists', async () => {
    const run = await world.run(['undo', runId, '--yes', '--with-lists', '--json']);
    expect(run.code).toBe(1);
    const { documents, lists } = run.json<UndoDocument>().undo;
    const of = (id: number): unknown => documents.find((one) => one.autotaskId === id);
    expect(of(invoice(0).id)).toMatchObject({ outcome: 'held', reasons: [{ code: 'has-payments' }] });
    expect(of(invoice(1).id)).toMatchObject({ outcome: 'held', reasons: [{ code: 'undo-edited' }] });
    const left = new Set([invoice(0).document, invoice(1).document]);
    const ours = new Set(made.map((one) => one.document));
    expect(
      live(world)
        .filter((one) => ours.has(one.Id))
        .map((one) => one.Id)
        .sort(),
    ).toEqual([...left].sort());
    expect(lists.length).toBeGreaterThan(0);
    for (const { kind, id, outcome } of lists) {
      const form = world.sandbox.quickbooks.tables[kind === 'customer' ? 'Customer' : 'Item'].get(id);
      expect([kind, id, outcome, form?.Active !== false]).toEqual([kind, id, outcome, outcome !== 'inactive']);
      if (outcome === 'inactive')
        expect(
          live(world).some((one) => JSON.stringify(one).includes(`"${kind === 'customer' ? 'CustomerRef' : 'ItemRef'}":{"value":"${id}"`)),
        ).toBe(false);
    }
    expect(lists.some((one) => one.outcome === 'inactive')).toBe(true);
    expect(lists.some((one) => one.outcome === 'in-use')).toBe(true);
  });

  test('reconcile names what was undone, with the command that sends it again', async () => {
    const dates = made.map((one) => String(headerOf(world, one.id)['invoiceDateTime']).slice(0, 10)).sort();
    const run = await world.run(['reconcile', '--from', dates[0] ?? '', '--to', dates.at(-1) ?? '']);
    expect([run.code, run.out]).toEqual([3, expect.stringContaining(`at2qbo release ${invoice(3).id}`)]);
  });
});

describe('numbers given by Autotask', () => {
  test('the void document makes room for its number; the whole run is released and sent again; its own numbers stay', async () => {
    const world = await connectedWorld({
      invoices: 4,
      companies: 2,
      seed: 5,
      numbering: 'numbered',
      settings: { 'invoices.numbering': 'autotask-number' },
    });
    try {
      const first = (await world.sync(['--yes'])).json();
      const made = first.invoices.filter((one) => one.outcome === 'created' && one.quickbooks?.type === 'Invoice');
      expect(made.length).toBeGreaterThan(0);
      const undo = await world.run(['undo', first.run, '--yes']);
      expect([undo.code, undo.out]).toEqual([0, expect.stringContaining('Taken back')]);
      for (const one of made)
        expect(headerOf(world, one.autotaskId)).toMatchObject({ invoiceNumber: one.autotaskNumber, webServiceDate: null });
      const nothing = await world.run(['release', '--run', '01NOSUCHRUN']);
      expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining('Nothing of run')]);
      const released = await world.run(['release', '--run', first.run]);
      expect([released.code, released.out]).toEqual([0, expect.stringContaining('Released')]);
      const again = (await world.sync(['--yes'])).json();
      expect(
        again.invoices
          .filter((one) => one.outcome === 'created')
          .map((one) => one.quickbooks?.docNumber)
          .sort(),
      ).toEqual(
        first.invoices
          .filter((one) => one.outcome === 'created')
          .map((one) => one.quickbooks?.docNumber)
          .sort(),
      );
      expect((await world.sync(['--yes'])).json().totals['created']).toBe(0);
    } finally {
      await world.close();
    }
  }, 120_000);

  test('a document that was adopted, and one that was mailed, stay', async () => {
    const world = await connectedWorld({ invoices: 6, companies: 2, seed: 5, settings: { 'invoices.email': true } });
    try {
      const first = (await world.sync(['--yes'])).json();
      const mailed = first.invoices.find((one) => one.outcome === 'created' && one.emailed);
      if (!mailed) throw new Error('nothing was mailed');
      const undo = await world.run(['undo', first.run, '--only', String(mailed.autotaskId), '--yes', '--json']);
      expect([undo.code, undo.json<UndoDocument>().undo.documents]).toMatchObject([
        1,
        [{ outcome: 'held', reasons: [{ code: 'undo-mailed' }] }],
      ]);
    } finally {
      await world.close();
    }
  }, 120_000);
});

describe.runIf(hasTerminals())('on a terminal', () => {
  test('the plan is shown and asked about: no changes nothing, yes takes it back', async () => {
    const world = await connectedWorld({ invoices: 4, companies: 2, seed: 5 });
    try {
      const first = (await world.sync(['--yes'])).json();
      const [one] = first.invoices.filter((each) => each.outcome === 'created');
      if (!one) throw new Error('nothing was made');
      const before = live(world).length;
      const say = async (answer: string): Promise<string> => {
        const terminal = onTerminal([BIN, 'undo', first.run, '--only', String(one.autotaskId)], world.home.env, 120);
        try {
          await terminal.see('Take back 1 document in QuickBooks?');
          terminal.answer(answer);
          expect(await terminal.ended).toBe(0);
          return terminal.screen();
        } finally {
          terminal.close();
        }
      };
      const no = await say('n');
      expect([no, live(world).length]).toEqual([expect.stringContaining('Nothing was changed.'), before]);
      expect(no).toContain(one.company);
      const yes = await say('y');
      expect([yes, live(world).length]).toEqual([expect.stringContaining('Taken back: 1 document'), before - 1]);
    } finally {
      await world.close();
    }
  }, 120_000);
});
