// The proof of the filters as lines of a check: overlaps and companies left out, by name.
import { ok, problem, warning, type CheckLine } from './line.ts';
import { counted } from '../words.ts';
import type { FilterProof } from '../companies/plan.ts';

/** At most this many are named. */
const MOST = 6;

export function proofLines({ counts, overlaps, leftOut }: FilterProof): CheckLine[] {
  const served = counts.map((one) => `${one.profile} ${one.companies}`).join(', ');
  const lines: CheckLine[] = [];
  if (overlaps.length > 0) {
    const named = overlaps.slice(0, MOST).map((one) => `${one.name} (${one.id}: ${one.profiles.join(', ')})`);
    lines.push(
      problem(
        'companies.only',
        `${counted(overlaps.length, 'company', 'companies')} served by more than one profile: ${named.join('; ')}${more(overlaps.length)}`,
        'Their invoices are held. Change companies.only of one of the profiles: at2qbo settings set companies.only <JSON>',
      ),
    );
  }
  if (leftOut.length > 0) {
    const named = leftOut.slice(0, MOST).map((one) => `${one.name} (${one.id})`);
    lines.push(
      warning(
        'companies.only',
        `${counted(leftOut.length, 'active customer')} served by no profile: ${named.join('; ')}${more(leftOut.length)}`,
        'Their invoices stay in Autotask. All of them: at2qbo profiles check --json',
      ),
    );
  }
  return lines.length > 0 ? lines : [ok('companies.only', `no company is served twice, and none is left out (${served})`)];
}

function more(count: number): string {
  return count > MOST ? ` and ${count - MOST} more` : '';
}
