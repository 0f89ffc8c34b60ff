// A run's sums by currency, in words and in JSON.
import { describe, expect, it } from 'vitest';
import { invoiceId } from '../../../src/core/model.ts';
import { MoneyWords, sumsByCurrency, sumsJson } from '../../../src/core/report/by-currency.ts';
import type { Outcome, OutcomeKind } from '../../../src/core/run/outcome.ts';
import { text } from '../../../src/core/money.ts';

let next = 1;
const one = (currency: string | null, total: string, outcome: OutcomeKind = 'created', saved = total): Outcome => ({
  invoiceId: invoiceId(next++),
  invoiceNumber: null,
  company: 'Acme',
  outcome,
  quickbooks:
    outcome === 'created'
      ? { type: total.startsWith('-') ? 'CreditMemo' : 'Invoice', id: '1', docNumber: '1', total: saved.replace('-', ''), tax: '0.00' }
      : null,
  autotaskTotal: total,
  autotaskTax: '0.00',
  currency,
  emailed: false,
  reasons: [],
});
const three = [one('USD', '1000.00'), one('EUR', '1000.00'), one('GBP', '500.00', 'held'), one('EUR', '-50.00')];

describe('sums', () => {
  it('are by currency, both sides and by what became of the invoices', () => {
    const sums = sumsByCurrency(three).map((sum) => [
      sum.currency,
      sum.arrived,
      text(sum.autotask),
      text(sum.quickbooks),
      text(sum.byOutcome.held),
    ]);
    expect(sums).toEqual([
      ['EUR', 2, '950.00', '950.00', '0.00'],
      ['GBP', 0, '0.00', '0.00', '500.00'],
      ['USD', 1, '1000.00', '1000.00', '0.00'],
    ]);
    expect(sumsJson(three)['EUR']).toMatchObject({ created: '950.00', autotask: '950.00', quickbooks: '950.00', difference: '0.00' });
  });
});

describe('in words', () => {
  it.each<[string, Outcome[], string]>([
    ['several', three, '950.00 EUR, 500.00 GBP, 1000.00 USD'],
    ['one of several', [one('EUR', '1000.00')], '1000.00 EUR'],
    ['the only one that the books keep', [one(null, '1.00'), one(null, '2.00')], '3.00'],
    ['not known: amounts of any could be in it', [one('', '1.00'), one('', '2.00')], ''],
    ['not known, of one invoice alone', [one('', '1.00')], '1.00'],
  ])('%s', (_, outcomes, words) => expect(new MoneyWords(outcomes).sum(outcomes)).toBe(words));
});
