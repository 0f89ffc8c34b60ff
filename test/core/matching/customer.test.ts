// Which customer a company is: exact before cleaned, two of equal right held, one name one company, a tie before any name.
import { describe, expect, it } from 'vitest';
import { nearKey } from '../../../src/core/facts/near-key.ts';
import { BilledCompanies, Ties } from '../../../src/core/facts/ties.ts';
import { matchCustomer, namesakesOf } from '../../../src/core/matching/customer.ts';
import { companyId, type Customer } from '../../../src/core/model.ts';
import type { Tie } from '../../../src/core/model/ledger.ts';
import { catalog, company, customer, drafted, holdsOf, id, moment, settings, source } from '../support/facts.ts';

const tie = (autotaskId: number, quickBooks: string, by: Tie['by'] = 'name'): Tie => ({
  kind: 'customer',
  autotaskId,
  quickBooksId: id(quickBooks),
  autotaskName: 'Acme',
  quickBooksName: 'Acme',
  by,
  at: moment('2026-01-01T00:00:00.000Z'),
});
const inactive = (number: string, name: string): Customer => customer(number, name, { isActive: false });

interface World {
  readonly name?: string;
  readonly customers?: readonly Customer[];
  readonly ties?: readonly Tie[];
  readonly billed?: Readonly<Record<number, string>>;
  readonly map?: Readonly<Record<string, string>>;
}

/** What company 301 comes to: `Id by`, or the kind with its ids; then its namesakes. */
function found({ name = 'Acme', customers = [], ties = [], billed = {}, map = {} }: World): string {
  const companies = new BilledCompanies();
  for (const [number, each] of Object.entries(billed)) companies.add(companyId(Number(number)), each);
  const books = { ...catalog({ customers }), ties: new Ties(ties), billed: companies };
  const set = settings({ 'customers.map': map });
  const mine = company({ name });
  const match = matchCustomer(mine, books, set);
  const what =
    match.kind === 'found'
      ? `${match.customer.id} ${match.by}`
      : match.kind === 'ambiguous'
        ? `ambiguous ${match.customers.map((one) => one.id).join()}`
        : match.kind === 'inactive'
          ? `inactive ${match.customer.id}`
          : match.kind === 'gone'
            ? `gone ${match.id} ${match.by}`
            : 'missing';
  const namesakes = namesakesOf(mine, match, books, set);
  return namesakes.length === 0 ? what : `${what}, shared with ${namesakes.join()}`;
}

describe('by name', () => {
  it.each<[string, World, string]>([
    ['exact', { customers: [customer('24', 'Acme')] }, '24 name'],
    ['but for case', { customers: [customer('24', 'ACME')] }, '24 name'],
    [
      'exact before one of other blanks',
      { name: 'Acme Ltd', customers: [customer('1', 'Acme  Ltd'), customer('2', 'Acme Ltd')] },
      '2 name',
    ],
    ['exact, blanks and all', { name: 'Acme  Ltd', customers: [customer('1', 'Acme  Ltd'), customer('2', 'Acme Ltd')] }, '1 name'],
    ['exact before one of other case', { customers: [customer('1', 'ACME'), customer('2', 'Acme')] }, '2 name'],
    ['two of equal right', { name: 'acme ltd', customers: [customer('1', 'Acme  Ltd'), customer('2', 'Acme Ltd')] }, 'ambiguous 1,2'],
    ['the one that was cleaned', { name: 'North:South', customers: [customer('1', 'North-South')] }, '1 name'],
    [
      'the path before the one that was cleaned',
      { name: 'North:South', customers: [customer('1', 'North-South'), customer('2', 'South', { fullName: 'North:South' })] },
      '2 name',
    ],
    [
      'one in use before an exact one that is not',
      { name: 'Acme Ltd', customers: [inactive('1', 'Acme Ltd'), customer('2', 'Acme  Ltd')] },
      '2 name',
    ],
    ['only one that is not in use', { customers: [inactive('1', 'Acme')] }, 'inactive 1'],
    ['none', { customers: [customer('1', 'Other')] }, 'missing'],
  ])('%s', (_, world, expected) => expect(found(world)).toBe(expected));
});

describe('one name is one company’s', () => {
  const customers = [customer('24', 'Acme')];
  it.each<[string, World, string]>([
    ['another of the same name is billed too', { customers, billed: { 302: 'Acme' } }, '24 name, shared with 302'],
    ['… but for case and blanks', { customers, billed: { 302: ' ACME ' } }, '24 name, shared with 302'],
    ['… to a customer that is yet to be made', { billed: { 302: 'acme', 303: 'Other' } }, 'missing, shared with 302'],
    ['… that both are cleaned to', { name: 'North:South', billed: { 302: 'North-South' } }, 'missing, shared with 302'],
    [
      '… one by its path and one by the end of it',
      { name: 'North:South', customers: [customer('2', 'South', { fullName: 'North:South' })], billed: { 302: 'South' } },
      '2 name, shared with 302',
    ],
    ['itself', { customers, billed: { 301: 'Acme' } }, '24 name'],
    ['the other is mapped', { customers, billed: { 302: 'Acme' }, map: { 302: '25' } }, '24 name'],
    ['the other is mapped to the same one on purpose', { customers, billed: { 302: 'Acme West' }, map: { 302: '24' } }, '24 name'],
    ['this one is mapped', { customers, billed: { 302: 'Acme' }, map: { 301: '24' } }, '24 map'],
    [
      'each has a customer of its exact name',
      { name: 'Acme', customers: [...customers, customer('25', 'ACME')], billed: { 302: 'ACME' } },
      '24 name',
    ],
    ['the other was billed as it before', { customers, ties: [tie(302, '24')] }, '24 name, shared with 302'],
    ['the other was billed as it by map', { customers, ties: [tie(302, '24', 'map')] }, '24 name'],
    ['this one was billed as it before, and another comes', { customers, ties: [tie(301, '24')], billed: { 302: 'Acme' } }, '24 tie'],
    ['both were billed as it by an older version', { customers, ties: [tie(301, '24'), tie(302, '24')] }, '24 tie, shared with 302'],
    ['… until the other is mapped', { customers, ties: [tie(301, '24'), tie(302, '24')], map: { 302: '25' } }, '24 tie'],
  ])('%s', (_, world, expected) => expect(found(world)).toBe(expected));

  it('is held with both ids, and the command keeps what is mapped already', () => {
    const companies = new BilledCompanies();
    companies.add(companyId(302), 'Acme');
    const books = { ...catalog(), billed: companies };
    const set = settings({ 'customers.map': { 7: '70' } });
    expect(holdsOf(source(), books, set)).toEqual(['customer-shared']);
    try {
      drafted(source(), books, set);
    } catch (error) {
      expect(String(error)).toContain('Autotask companies 301 and 302 lead to the QuickBooks customer "Acme" (Id 24) by their names.');
    }
  });
});

describe('a tie', () => {
  const ties = [tie(301, '24')];
  it.each<[string, World, string]>([
    ['is the same customer under another name', { customers: [customer('24', 'Acme Holding')], ties }, '24 tie'],
    ['wins over one that has the name now', { customers: [customer('24', 'Acme Holding'), customer('25', 'Acme')], ties }, '24 tie'],
    ['gives way to the map', { customers: [customer('24', 'Acme'), customer('25', 'B')], ties, map: { 301: '25' } }, '25 map'],
    [
      'to one that is not in use gives way to one of the name',
      { customers: [inactive('24', 'Old'), customer('25', 'Acme')], ties },
      '25 name',
    ],
    ['to one that is not in use holds, and makes no other', { customers: [inactive('24', 'Old')], ties }, 'inactive 24'],
    ['to one that was merged or deleted holds, and makes no other', { customers: [], ties }, 'gone 24 tie'],
    ['of the map to nothing', { customers: [], map: { 301: '9' } }, 'gone 9 map'],
  ])('%s', (_, world, expected) => expect(found(world)).toBe(expected));
});

describe('names that are near', () => {
  it.each([
    ['A & B Plumbing Inc.', 'A and B Plumbing, Inc'],
    ['Café Roma', 'Cafe Roma'],
    ['The Bright Group', 'Bright Group'],
    ['O’Brien Law L.L.C.', 'OBrien Law LLC'],
    ['Straße & Söhne GmbH', 'Strasse und Sohne'.replace(' und ', ' and ')],
    ['Smith-Jones', 'Smith Jones'],
    ['ACME CO', 'Acme Company'],
  ])('%s and %s', (one, other) => expect(nearKey(one)).toBe(nearKey(other)));
  it.each([
    ['Alpha', 'Alpha 2'],
    ['Bright Dental', 'Bright Dentists'],
    ['The', ''],
    ['Inc', ''],
  ])('%s and %s are not', (one, other) => expect(nearKey(one)).not.toBe(nearKey(other)));

  it('are named with the command that maps, and the customer is made all the same', () => {
    const of = source({ company: { name: 'A & B Plumbing Inc.' } });
    const made = drafted(of, catalog({ customers: [customer('58', 'A and B Plumbing, Inc')] }));
    expect(made.customer).toMatchObject({ create: { displayName: 'A & B Plumbing Inc.' } });
    const [warning] = made.remarks.filter((one) => one.code === 'customer-near');
    expect(warning?.message).toContain(
      `"A and B Plumbing, Inc" (Id 58). If so, before it is sent: at2qbo settings set customers.map '{"301":"58"}'`,
    );
  });

  it('say nothing of a customer that is another company’s', () => {
    const of = source({ company: { name: 'Acme Inc' } });
    const books = catalog({ customers: [customer('58', 'Acme')] });
    expect(drafted(of, books).remarks.map((one) => one.code)).toContain('customer-near');
    expect(drafted(of, { ...books, ties: new Ties([tie(302, '58')]) }).remarks.map((one) => one.code)).not.toContain('customer-near');
    expect(drafted(of, books, settings({ 'customers.map': { 302: '58' } })).remarks.map((one) => one.code)).not.toContain('customer-near');
  });
});
