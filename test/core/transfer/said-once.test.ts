// Remarks that many invoices share are said once in a run.
import { expect, test } from 'vitest';
import { outcomeOf } from '../../../src/core/run/outcome.ts';
import { reason, type Reason } from '../../../src/core/reasons.ts';
import { saidOnce } from '../../../src/core/transfer/plan/said-once.ts';
import { invoice } from '../support/facts.ts';

const outcome = (...reasons: Reason[]) => outcomeOf(invoice(), 'Acme', 'created', reasons);
const term = (name: string): Reason => reason('term-missing', { term: name, map: "'{}'" });
const cut = reason('text-cut', { what: 'The customer message', most: 1000 });

test('terms that QuickBooks lacks are said of the first invoice that has them, everything else of each', () => {
  const said = saidOnce([outcome(term('Net 60'), cut), outcome(term('Net 60'), cut), outcome(term('Net 45'))], []);
  expect(said.map(({ reasons }) => reasons)).toEqual([[term('Net 60'), cut], [cut], [term('Net 45')]]);
});
