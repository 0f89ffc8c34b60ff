// Whose document, whose customer, which item: each as a person meets it, the built program against the sandbox.
import { afterEach, describe, expect, test } from 'vitest';
import { addInvoices, enterByHand, smallMonth, type SmallMonth } from './small-month.ts';
import { screenOf } from '../support/screen.ts';
import { connectedWorld, type World } from './support.ts';

const worlds: World[] = [];
afterEach(async () => {
  for (const one of worlds.splice(0)) await one.close();
});
const open = async (...options: Parameters<typeof connectedWorld>): Promise<World> => {
  const world = await connectedWorld(...options);
  worlds.push(world);
  return world;
};

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

describe('a document that only has the number', () => {
  const taken = async (): Promise<{ readonly world: World; readonly beta: string }> => {
    const month = smallMonth({
      companies: { 301: 'Alpha' },
      invoices: [{ id: 1, companyId: 301, number: 'N-1' }],
      customers: ['Alpha', 'Beta'],
    });
    const world = await open({ month, numbering: 'numbered' });
    const beta = enterByHand(world, 'Beta', 'N-1', '5000');
    const held = await world.sync();
    expect(held.json().invoices).toMatchObject([{ autotaskId: 1, outcome: 'held', reasons: [{ code: 'number-taken' }] }]);
    return { world, beta };
  };
  const document = (world: World, id: string): unknown => {
    const { TotalAmt, Balance, DocNumber, PrivateNote } = world.sandbox.quickbooks.tables.Invoice.get(id) ?? {};
    return { TotalAmt, Balance, DocNumber, PrivateNote };
  };

  test('is not voided when the invoice is voided in Autotask', async () => {
    const { world, beta } = await taken();
    const before = document(world, beta);
    world.sandbox.autotask.ui.voidInvoice(1);
    const run = await world.run(['sync-voids', '--json']);
    expect([run.code, run.json().voids]).toEqual([0, []]);
    expect(document(world, beta)).toEqual(before);
  });

  test('brings the invoice no paid date when it is paid', async () => {
    const { world, beta } = await taken();
    world.sandbox.quickbooks.ui.pay(beta);
    const run = await world.run(['sync-payments', '--json']);
    expect([run.code, run.json().payments]).toEqual([0, []]);
    expect(world.sandbox.autotask.tables.Invoices.get(1)?.['paidDate'] ?? null).toBeNull();
  });

  test('holds it no longer than it has the number; a copy that voids the older ones then leaves it alone', async () => {
    const { world, beta } = await taken();
    await expect(await screenOf(world, ['explain', '1'])).toMatchFileSnapshot('screens/explain-number-taken.txt');
    await expect(await screenOf(world, ['copy-invoice', '1', '--overwrite', '--void-old', '--yes'])).toMatchFileSnapshot(
      'screens/copy-invoice-stranger.txt',
    );
    world.sandbox.quickbooks.ui.edit('Invoice', beta, { DocNumber: 'B-7' });
    const before = document(world, beta);
    const sent = await world.sync();
    expect(sent.json().invoices).toMatchObject([{ autotaskId: 1, outcome: 'created', quickbooks: { docNumber: 'N-1', total: '100.00' } }]);
    world.sandbox.quickbooks.ui.edit('Invoice', sent.json().invoices[0]?.quickbooks?.id ?? '', { DocNumber: 'N-1-old' });
    await expect(await screenOf(world, ['copy-invoice', '1', '--overwrite', '--void-old', '--yes'])).toMatchFileSnapshot(
      'screens/copy-invoice-overwrite.txt',
    );
    expect(document(world, beta)).toEqual(before);
  });

  test('is not in a tie-out as the invoice, and is named there', async () => {
    const { world } = await taken();
    const run = await world.run(['reconcile', '--from', daysAgo(10), '--to', daysAgo(0), '--json']);
    expect(run.json<{ exceptions: unknown }>().exceptions).toMatchObject([
      { kind: 'missing', message: expect.stringContaining('invoice N-1 (Id ') },
    ]);
  });
});

describe('our own voided document', () => {
  test('that keeps the number of an invoice which Autotask issues again is named, with what to do; then the new one goes', async () => {
    const month = smallMonth({ companies: { 301: 'Alpha' }, invoices: [{ id: 1, companyId: 301, number: 'N-1' }], customers: ['Alpha'] });
    const world = await open({ month, numbering: 'numbered' });
    const [first] = (await world.sync(['--yes'])).json().invoices;
    world.sandbox.autotask.ui.voidInvoice(1);
    expect((await world.run(['sync-voids', '--json'])).json().voids).toMatchObject([{ autotaskId: 1, outcome: 'voided' }]);
    addInvoices(world, [{ id: 2, companyId: 301, number: 'N-1' }]);
    const held = (await world.sync(['--only', '2'])).json().invoices;
    expect(held).toMatchObject([{ autotaskId: 2, outcome: 'held', reasons: [{ code: 'number-on-voided' }] }]);
    const [why] = held[0]?.reasons ?? [];
    expect(why?.fix).toContain('N-1-void');
    world.sandbox.quickbooks.ui.edit('Invoice', first?.quickbooks?.id ?? '', { DocNumber: 'N-1-void' });
    expect((await world.sync(['--only', '2'])).json().invoices).toMatchObject([
      { autotaskId: 2, outcome: 'created', quickbooks: { docNumber: 'N-1' } },
    ]);
  });
});

describe('one company, one customer', () => {
  const small = (month: SmallMonth): Promise<World> => open({ month: smallMonth(month) });
  const reasonsOf = async (
    world: World,
    args: readonly string[] = [],
  ): Promise<readonly (readonly [number, string, readonly string[]])[]> => {
    const run = await world.sync(args);
    return run.json().invoices.map((one) => [one.autotaskId, one.outcome, one.reasons.map((why) => why.code)] as const);
  };
  const billedTo = (world: World): unknown[] =>
    [...world.sandbox.quickbooks.tables.Invoice.values()].map((one) => one['CustomerRef']?.name ?? null);

  test('two companies of one name are held with both ids, one by one too, until each is mapped', async () => {
    const world = await small({
      companies: { 301: 'Bright Dental', 302: 'bright  dental', 303: 'Alpha' },
      invoices: [
        { id: 1, companyId: 301 },
        { id: 2, companyId: 302 },
        { id: 3, companyId: 303 },
      ],
      customers: ['Bright Dental', 'Bright Dental (Dallas)', 'Alpha'],
    });
    const held = await world.sync();
    expect(held.json().invoices).toMatchObject([
      { autotaskId: 1, outcome: 'held', reasons: [{ code: 'customer-shared', message: expect.stringContaining('301 and 302') }] },
      { autotaskId: 2, outcome: 'held', reasons: [{ code: 'customer-shared', message: expect.stringContaining('301 and 302') }] },
      { autotaskId: 3, outcome: 'created' },
    ]);
    expect(await reasonsOf(world, ['--only', '1'])).toEqual([[1, 'held', ['customer-shared']]]);
    const doctor = await world.run(['doctor']);
    expect(doctor.out).toContain('Autotask companies 301 and 302 lead to');
    const [first, second] = [...world.sandbox.quickbooks.tables.Customer.values()].filter((one) =>
      String(one['DisplayName']).startsWith('Bright'),
    );
    await world.set('customers.map', JSON.stringify({ 301: first?.Id, 302: second?.Id }));
    expect(await reasonsOf(world)).toEqual([
      [1, 'created', []],
      [2, 'created', []],
    ]);
    expect(billedTo(world).toSorted()).toEqual(['Alpha', 'Bright Dental', 'Bright Dental (Dallas)']);
  });

  test('two names that become one when they are cleaned make no customer together', async () => {
    const world = await small({
      companies: { 301: 'North:South', 302: 'North-South' },
      invoices: [
        { id: 1, companyId: 301 },
        { id: 2, companyId: 302 },
      ],
    });
    expect(await reasonsOf(world, ['--yes'])).toEqual([
      [1, 'held', ['customer-shared']],
      [2, 'held', ['customer-shared']],
    ]);
    expect(billedTo(world)).toEqual([]);
  });

  test('a company that comes later to the name of one that is billed is held, the first one is not', async () => {
    const world = await small({ companies: { 301: 'Bright Dental', 302: 'Bright Dental' }, invoices: [{ id: 1, companyId: 301 }] });
    expect(await reasonsOf(world, ['--yes'])).toEqual([[1, 'created', []]]);
    addInvoices(world, [
      { id: 2, companyId: 302 },
      { id: 3, companyId: 301 },
    ]);
    expect(await reasonsOf(world)).toEqual([
      [2, 'held', ['customer-shared']],
      [3, 'created', []],
    ]);
  });

  test('the exact name wins over one that only differs in blanks; two of equal right are held', async () => {
    const world = await small({
      companies: { 301: 'Acme Ltd', 302: 'ACME LTD' },
      invoices: [{ id: 1, companyId: 301 }],
      customers: ['Acme  Ltd', 'Acme Ltd'],
    });
    expect(await reasonsOf(world, ['--yes'])).toEqual([[1, 'created', []]]);
    expect(billedTo(world)).toEqual(['Acme Ltd']);
    addInvoices(world, [{ id: 2, companyId: 302 }]);
    expect(await reasonsOf(world)).toEqual([[2, 'held', ['customer-ambiguous']]]);
  });

  test('a renamed customer, item, company or billing code is the same one, nothing is created for it, and doctor names it', async () => {
    const world = await small({
      companies: { 301: 'Alpha', 302: 'Beta' },
      codes: { 901: 'Wiring', 902: 'Cabling' },
      invoices: [
        { id: 1, companyId: 301, billingCodeId: 901 },
        { id: 2, companyId: 302, billingCodeId: 902 },
      ],
      customers: ['Beta'],
    });
    const first = await world.sync(['--yes']);
    expect(first.json().created).toEqual({
      customers: [expect.objectContaining({ name: 'Alpha' })],
      items: expect.arrayContaining([expect.objectContaining({ name: 'Wiring' })]),
    });
    const { tables, ui } = world.sandbox.quickbooks;
    const idOf = (table: 'Customer' | 'Item', name: string): string =>
      [...tables[table].values()].find((one) => one['DisplayName'] === name || one['Name'] === name)?.Id ?? '';
    ui.edit('Customer', idOf('Customer', 'Alpha'), { DisplayName: 'Alpha Holding', FullyQualifiedName: 'Alpha Holding' });
    ui.edit('Item', idOf('Item', 'Wiring'), { Name: 'Wires', FullyQualifiedName: 'Wires' });
    Object.assign(world.sandbox.autotask.tables.Companies.get(302) ?? {}, { companyName: 'Beta & Sons' });
    Object.assign(world.sandbox.autotask.tables.BillingCodes.get(902) ?? {}, { name: 'Structured cabling' });
    addInvoices(world, [
      { id: 3, companyId: 301, billingCodeId: 901 },
      { id: 4, companyId: 302, billingCodeId: 902 },
    ]);
    const [customers, items] = [tables.Customer.size, tables.Item.size];
    const told = await world.run(['explain', '4']);
    expect(told.out.replaceAll(/\s+/g, ' ')).toContain('called "Beta & Sons" in Autotask and "Beta" in QuickBooks now');
    const second = await world.sync();
    expect(
      second
        .json()
        .invoices.filter((one) => one.outcome === 'created')
        .map((one) => one.autotaskId),
    ).toEqual([3, 4]);
    expect(second.json().created).toEqual({ customers: [], items: [] });
    expect([tables.Customer.size, tables.Item.size]).toEqual([customers, items]);
    const doctor = (await world.run(['doctor'])).out.replaceAll(/\s+/g, ' ');
    expect(doctor).toContain('called "Alpha" in Autotask and "Alpha Holding" in QuickBooks');
    expect(doctor).toContain('called "Structured cabling" in Autotask and "Cabling" in QuickBooks');
  });

  test('a new customer whose name is near one that is there is made, and told of with the command that maps it', async () => {
    const world = await small({
      companies: { 301: 'A & B Plumbing Inc.', 302: 'Café Roma' },
      invoices: [
        { id: 1, companyId: 301 },
        { id: 2, companyId: 302 },
      ],
      customers: ['A and B Plumbing, Inc', 'Cafe Roma'],
    });
    const [plumbing] = [...world.sandbox.quickbooks.tables.Customer.values()].filter((one) =>
      String(one['DisplayName']).includes('Plumbing'),
    );
    const command = `at2qbo settings set customers.map '{"301":"${plumbing?.Id ?? ''}"}'`;
    for (const args of [['sync', '--dry-run'], ['check-invoices'], ['doctor']]) {
      const { out } = await world.run(args);
      expect([args, out.replaceAll(/\s+/g, ' ')]).toEqual([args, expect.stringContaining(command)]);
      expect(out.replaceAll(/\s+/g, ' ')).toContain('"Cafe Roma"');
    }
    expect(await reasonsOf(world, ['--yes'])).toEqual([
      [1, 'created', ['customer-near']],
      [2, 'created', ['customer-near']],
    ]);
    expect(billedTo(world).toSorted()).toEqual(['A & B Plumbing Inc.', 'Café Roma']);
  });
});
