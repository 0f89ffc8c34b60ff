// Which companies a filter serves, and the proof that filters neither overlap nor leave a company out.
import { describe, expect, test } from 'vitest';
import { canShareLines, needsFields, proveFilters, servesCompany, type ProofCompany } from '../../../src/core/companies/plan.ts';
import { readScope, type Neighbour } from '../../../src/core/companies/read.ts';
import { companyId, invoiceId, type NamedFields } from '../../../src/core/model.ts';
import type { AutotaskPort } from '../../../src/core/ports.ts';
import type { CompanyFilter } from '../../../src/core/settings.ts';
import { settings } from '../support/facts.ts';

const fields = (own: Record<string, string[]>, udf: Record<string, string[]> = {}): NamedFields => ({
  own: new Map(Object.entries(own)),
  udf: new Map(Object.entries(udf)),
});
const US = fields(
  { countryid: ['237', 'US', 'United States'], companytype: ['3', 'Customer'], classification: ['1', 'Gold'] },
  { entity: ['East'] },
);
const CA = fields({ countryid: ['38', 'CA', 'Canada'], companytype: ['3', 'Customer'], currencyid: ['2', 'CAD'] }, { entity: ['North'] });

describe('a filter', () => {
  test.each<[string, CompanyFilter | null, boolean]>([
    ['none serves all', null, true],
    ['a country by its code', { country: ['US'] }, true],
    ['a country by its name, whatever the case', { country: ['united states'] }, true],
    ['a country by Autotask’s id', { country: ['237'] }, true],
    ['one of several countries', { country: ['CA', 'US'] }, true],
    ['another country', { country: ['CA'] }, false],
    ['a classification by its label', { classification: ['Gold'] }, true],
    ['a user-defined field', { udf: { Entity: ['East'] } }, true],
    ['a user-defined field with another value', { udf: { Entity: ['West'] } }, false],
    ['a user-defined field that isn’t there', { udf: { Region: ['East'] } }, false],
    ['a blank currency is none', { currency: ['USD'] }, false],
    ['ids', { ids: ['301', '302'] }, true],
    ['other ids', { ids: ['302'] }, false],
    ['all conditions have to hold', { country: ['US'], ids: ['302'] }, false],
    ['lines of business are the invoice’s matter', { lineOfBusiness: ['Cloud'] }, true],
  ])('%s', (_, only, expected) => expect(servesCompany(only, { id: 301, fields: US })).toBe(expected));

  test('ids and lines of business ask Autotask nothing', () => {
    expect([
      needsFields(null),
      needsFields({ ids: ['1'] }),
      needsFields({ lineOfBusiness: ['a'] }),
      needsFields({ udf: { a: ['b'] } }),
    ]).toEqual([false, false, false, true]);
  });
  test('two filters that name other lines of business can’t meet in one invoice', () => {
    expect(canShareLines({ lineOfBusiness: ['Cloud'] }, { lineOfBusiness: ['Voice'] })).toBe(false);
    expect(canShareLines({ lineOfBusiness: ['Cloud'] }, { lineOfBusiness: ['voice', 'CLOUD'] })).toBe(true);
    expect(canShareLines({ lineOfBusiness: ['Cloud'] }, null)).toBe(true);
  });
});

describe('the proof', () => {
  const companies: ProofCompany[] = [
    { id: 0, name: 'Us', isActive: true, fields: fields({ companytype: ['3', 'Customer'] }) },
    { id: 301, name: 'Acme', isActive: true, fields: US },
    { id: 302, name: 'Nord', isActive: true, fields: CA },
    { id: 303, name: 'Lead', isActive: true, fields: fields({ companytype: ['1', 'Lead'] }) },
    { id: 304, name: 'Gone', isActive: false, fields: fields({ companytype: ['3', 'Customer'] }) },
  ];
  const prove = (...only: (CompanyFilter | null)[]): ReturnType<typeof proveFilters> =>
    proveFilters(
      only.map((one, n) => ({ profile: `p${n}`, only: one })),
      companies,
    );
  test('none twice, none left out: leads, inactive ones and the provider itself don’t count', () => {
    expect(prove({ country: ['US'] }, { country: ['CA'] })).toEqual({
      counts: [
        { profile: 'p0', companies: 1 },
        { profile: 'p1', companies: 1 },
      ],
      overlaps: [],
      leftOut: [],
    });
  });
  test('a customer that nobody serves is named', () =>
    expect(prove({ country: ['US'] }, { country: ['GB'] }).leftOut).toEqual([{ id: 302, name: 'Nord' }]));
  test('a company of two profiles is named', () =>
    expect(prove({ country: ['US'] }, { type: ['Customer'] }).overlaps).toEqual([{ id: 301, name: 'Acme', profiles: ['p0', 'p1'] }]));
  test('a profile without a filter overlaps with every other one', () =>
    expect(prove(null, { country: ['US'] }).overlaps.map((one) => one.id)).toContain(301));
});

describe('an invoice that this profile never had', () => {
  const autotask = { fields: async () => Promise.resolve(new Map([[301, US], [302, CA]])) } as unknown as AutotaskPort; // prettier-ignore
  const neighbour = (only: CompanyFilter | null, claimed: readonly number[] = []): Neighbour => ({
    profile: 'north',
    only,
    claims: async () => Promise.resolve(new Map(claimed.map((id) => [invoiceId(id), 'invoice 7 (Id 9)']))),
  });
  const verdict = async (only: CompanyFilter | null, neighbours: readonly Neighbour[], company = 301): Promise<string | null> => {
    const invoice = { id: invoiceId(1), companyId: companyId(company) };
    const scope = await readScope(autotask, settings({ 'companies.only': only }), [invoice], neighbours);
    return scope(invoice)?.reason.code ?? null;
  };
  test.each<[string, CompanyFilter | null, readonly Neighbour[], number, string | null]>([
    ['is sent where no profile chooses', null, [], 301, null],
    ['is sent where its company is served here alone', { country: ['US'] }, [neighbour({ country: ['CA'] })], 301, null],
    ['is skipped where it isn’t served', { country: ['US'] }, [neighbour({ country: ['CA'] })], 302, 'company-not-served'],
    ['is held where both serve it', { country: ['US'] }, [neighbour({ type: ['Customer'] })], 301, 'company-of-several-profiles'],
    ['is held where the other one has no filter', { country: ['US'] }, [neighbour(null)], 301, 'company-of-several-profiles'],
    [
      'is held where the other one has sent it, whatever the filters say now',
      { country: ['US'] },
      [neighbour({ country: ['CA'] }, [1])],
      301,
      'sent-by-other-profile',
    ],
  ])('%s', async (_, only, neighbours, company, expected) => expect(await verdict(only, neighbours, company)).toBe(expected));
});
