// Remarks that many invoices of a run share: each is said once.
import type { Reason, ReasonCode } from '../../reasons.ts';
import type { Outcome } from '../../run/outcome.ts';

/** About a list of the other side, not about the invoice: the first one that has it says it for all. */
const SHARED = new Set<ReasonCode>(['term-missing', 'mapped-term-missing']);

/** What is said of the whole run (`ofRun`) isn't said of each invoice, and what many share is said of the first alone. */
export function saidOnce(outcomes: readonly Outcome[], ofRun: readonly Reason[]): readonly Outcome[] {
  const isTaxSaid = ofRun.some(({ code }) => code === 'autotask-taxed-nothing');
  const said = new Set<string>();
  const isNews = ({ code, message }: Reason): boolean => {
    if (code === 'taxed-only-in-quickbooks') return !isTaxSaid;
    if (!SHARED.has(code)) return true;
    if (said.has(message)) return false;
    said.add(message);
    return true;
  };
  return outcomes.map((one) => ({ ...one, reasons: one.reasons.filter(isNews) }));
}
