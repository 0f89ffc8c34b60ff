// What a person approves: the document line by line with its names, and the proof that it comes to Autotask's total.
import { describe, expect, test } from 'vitest';
import { describeDocument, isProven, proveTotal } from '../../../src/core/approval/planned-document.ts';
import { previewPlan } from '../../../src/core/approval/preview.ts';
import type { PlannedCreate } from '../../../src/core/transfer/plan/plan.ts';
import { expectationOf } from '../../../src/core/transfer/send/verify.ts';
import { amountLine, catalog, drafted, settings, source, type CatalogParts } from '../support/facts.ts';

const planned = (of = source(), lists: CatalogParts = {}, changed: Parameters<typeof settings>[0] = {}): PlannedCreate => {
  const made = drafted(of, catalog(lists), settings(changed));
  const { invoice } = of;
  return {
    action: 'create',
    invoice,
    company: 'Acme',
    source: of,
    drafted: made,
    expectation: expectationOf(of, made),
    generation: 0,
    before: null,
    reasons: [],
  };
};
const two = source({ lines: [amountLine('60'), amountLine('40')] });

test('the document has names beside ids, and decimal texts', () => {
  const described = describeDocument(planned(two), catalog());
  expect(described).toMatchObject({
    type: 'Invoice',
    docNumber: null,
    date: '2026-10-31',
    customer: { id: '24', name: 'Acme', create: null },
    term: null,
    net: '100.00',
  });
  expect(described.lines.map((one) => one.amount)).toEqual(['60.00', '40.00']);
});

test('what would be created is shown whole', () => {
  const described = describeDocument(planned(two, { customers: [] }), catalog());
  expect(described.customer).toMatchObject({ id: null, name: 'Acme' });
  expect(described.customer.create).not.toBeNull();
});

describe('the proof', () => {
  test('lines make Autotask’s net to the cent', () => {
    const proof = proveTotal(planned(two));
    expect(proof).toMatchObject({ lines: 2, sum: '100.00', autotaskNet: '100.00', difference: '0.00', autotaskTax: '0.00' });
    expect(isProven(proof)).toBe(true);
    expect(isProven({ ...proof, difference: '0.01' })).toBe(false);
  });
  test('a credit memo is below zero, as Autotask has it', () => {
    expect(proveTotal(planned(source({ lines: [amountLine('-100')] })))).toMatchObject({
      sum: '-100.00',
      autotaskNet: '-100.00',
      difference: '0.00',
    });
  });
});

test('what waits has no preview', () => {
  const one = planned(two);
  const waiting = { action: 'hold', invoice: one.invoice, company: 'Acme', reasons: [], document: null } as const;
  expect(previewPlan([one, waiting], catalog()).map((each) => [each.autotaskId, each.autotaskTotal, each.company])).toEqual([
    [4711, '100.00', 'Acme'],
  ]);
});
