// `customers.sync`: once a calendar day, by the first scheduled run; a day that failed is tried again by the next run.
import { Calendar } from '../calendar.ts';
import type { RunContext } from '../run/context.ts';
import { syncCustomers } from './apply.ts';

const LAST_DAY = 'customers.day';

export async function syncCustomersDaily(part: RunContext): Promise<void> {
  const today = new Calendar(part.settings.invoices.timeZone).dayAt(part.clock.now());
  if ((await part.ledger.recall(LAST_DAY)) === today) return;
  const outcomes = await syncCustomers(part, { only: null, prefersAutotask: false, renames: false, nests: false });
  for (const one of outcomes) {
    const edited = one.changes.filter((change) => change.state === 'edited').map((change) => change.field);
    if (one.outcome === 'failed')
      part.events.log('warn', `customer "${one.customer}" could not be brought up to date: ${one.why}`, { company: one.companyId });
    else if (edited.length > 0)
      part.events.log('info', `customer "${one.customer}" keeps what was edited in QuickBooks: ${edited.join(', ')}`, {
        company: one.companyId,
      });
  }
  if (part.brake.cause === null && outcomes.every((one) => one.outcome !== 'failed')) await part.ledger.remember(LAST_DAY, today);
}
