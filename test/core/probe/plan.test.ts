// May a probe begin, and which questions can be asked: tables of settings and companies.
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { findingOf, refuseOther, refuseProduction, totalsOf, unmetInAutotask, unmetInCompany } from '../../../src/core/probe/plan.ts';
import { AUTOTASK_QUESTIONS, QUICKBOOKS_QUESTIONS } from '../../../src/core/probe/questions.ts';
import type { Need, ProbedCompany } from '../../../src/core/probe/types.ts';
import { FACT_IDS, FACTS } from '../../../src/sandbox/facts.ts';

const SANDBOX = { environment: 'sandbox', endpoint: null, productionProfile: null } as const;
const COMPANY: ProbedCompany = {
  realmId: '1',
  name: 'Sandbox Company_US_1',
  country: 'US',
  isUs: true,
  tax: 'automated',
  homeCurrency: 'USD',
  usesMultiCurrency: false,
  customNumbers: false,
  onlinePayments: false,
  closedUntil: null,
  customField: null,
};

describe('a probe begins in a sandbox company alone', () => {
  test.each([
    ['a production company', { ...SANDBOX, environment: 'production' as const }, 'never runs in a production company'],
    [
      'the address of production companies',
      { ...SANDBOX, endpoint: 'https://quickbooks.api.intuit.com' },
      'address of production companies',
    ],
    ['the same in capitals', { ...SANDBOX, endpoint: 'https://QuickBooks.API.intuit.com/' }, 'address of production companies'],
    ['production keys', { ...SANDBOX, productionProfile: 'acme' }, 'profile acme uses it for a production company'],
  ])('%s is refused', (_, settings, words) => {
    expect(() => refuseProduction(settings)).toThrow(UsageError);
    expect(() => refuseProduction(settings)).toThrow(words);
  });

  test.each([null, 'https://sandbox-quickbooks.api.intuit.com', 'http://127.0.0.1:18511'])('%s is taken', (endpoint) => {
    expect(() => refuseProduction({ ...SANDBOX, endpoint })).not.toThrow();
  });

  test('the company is the one that was named, to the letter', () => {
    expect(() => refuseOther(COMPANY, ' Sandbox Company_US_1 ')).not.toThrow();
    for (const other of ['', 'Sandbox Company', 'sandbox company_us_1', 'Sandbox Company_US_2'])
      expect(() => refuseOther(COMPANY, other)).toThrow(UsageError);
  });
});

test('what a company doesn’t have leaves a question open, with the reason', () => {
  const why = (needs: readonly Need[], more: Partial<ProbedCompany> = {}): string | null =>
    unmetInCompany(needs, { company: { ...COMPANY, ...more }, earlier: null });
  expect(why([])).toBeNull();
  expect(why(['us', 'automated-tax'])).toBeNull();
  expect(why(['us'], { isUs: false, tax: 'global' })).toMatch(/isn’t in the US/);
  expect(why(['abroad'])).toMatch(/isn’t outside the US/);
  expect(why(['abroad'], { isUs: false, tax: 'off' })).toMatch(/no sales tax/);
  expect(why(['automated-tax'], { tax: 'off' })).toMatch(/Automated Sales Tax is off/);
  expect(why(['no-tax'])).toMatch(/has sales tax/);
  expect(why(['multi-currency'])).toMatch(/one currency/);
  expect(why(['custom-numbers'])).toMatch(/are off/);
  expect(why(['own-numbers'], { customNumbers: true })).toMatch(/are on/);
  expect(why(['online-payments'])).toMatch(/Payments is off/);
  expect(why(['closed-books'])).toMatch(/no books are closed/);
  expect(why(['closed-books'], { closedUntil: '2026-01-31' })).toBeNull();
  expect(why(['custom-field'])).toMatch(/no old custom field/);
  expect(why(['earlier-probe'])).toMatch(/no earlier probe/);
  expect(unmetInAutotask(['named-invoice'], { invoiceId: null })).toMatch(/--invoice/);
  expect(unmetInAutotask(['named-invoice'], { invoiceId: 5003 })).toBeNull();
});

test('two answers come to one outcome', () => {
  const [question] = QUICKBOOKS_QUESTIONS;
  if (question === undefined) throw new Error('no questions');
  const outcome = (here: string | null, sandbox: string | null): string => {
    const asked = (is: string | null) => ({ answer: is === null ? { why: 'no' } : { is }, requests: [] });
    return findingOf('quickbooks', question, asked(here), asked(sandbox)).outcome;
  };
  expect([outcome('a', 'a'), outcome('a', 'b'), outcome(null, 'a'), outcome('a', null)]).toEqual([
    'as-expected',
    'otherwise',
    'not-asked',
    'not-asked',
  ]);
  expect(totalsOf([{ outcome: 'otherwise' }, { outcome: 'not-asked' }, { outcome: 'otherwise' }])).toEqual({
    asExpected: 0,
    otherwise: 2,
    notAsked: 1,
  });
});

describe('the questions', () => {
  const all = [...QUICKBOOKS_QUESTIONS, ...AUTOTASK_QUESTIONS];

  test('are many, each with an id of its own, a sentence and the place that depends on it', () => {
    expect(all.length).toBeGreaterThanOrEqual(45);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id, asks, program } of all) {
      expect(id).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
      expect(asks).toMatch(/^[A-Z].*\?$/);
      expect(program).not.toBe('');
    }
  });

  test('name only places that are there', () => {
    const places = all.flatMap(({ program }) => program.match(/\b(?:core|clients)\/[\w/-]+(?:\.ts)?/g) ?? []);
    expect(places.length).toBeGreaterThan(100);
    expect(places.filter((place) => !existsSync(`src/${place}`))).toEqual([]);
  });

  test('about a switch of the built-in sandbox name one that there is, of their own service', () => {
    const services = { quickbooks: QUICKBOOKS_QUESTIONS, autotask: AUTOTASK_QUESTIONS };
    for (const [service, questions] of Object.entries(services)) {
      const facts = questions.flatMap(({ fact }) => (fact === undefined ? [] : [fact]));
      expect(facts.filter((id) => !FACT_IDS.some((known) => known === id && FACTS[known].service === service))).toEqual([]);
      expect(new Set(facts).size).toBe(facts.length);
      expect(questions.filter(({ id, fact }) => fact !== undefined && id !== fact)).toEqual([]);
    }
  });
});
