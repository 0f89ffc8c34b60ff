// The first sync of a connection mails the comparison of billing codes and items too.
import { compareItems } from '../../core/items/compare.ts';
import { Calendar } from '../../core/calendar.ts';
import { EXIT } from '../program/exit.ts';
import { readLists, taxabilityOf } from './compare-items.ts';
import type { Context } from '../context/context.ts';
import { comparisonReport } from './render.ts';
import { comparisonMail } from './render-mail.ts';
import { guarded, isMailOn, sendReport } from '../mail/send.ts';

/** Ledger key: the company that the comparison was mailed for. */
const COMPARED = 'mail.compared';

/** Once for each QuickBooks company, as soon as there is a mail server. Never fails the run. */
export async function mailFirstComparison(context: Context): Promise<void> {
  await guarded(context, async () => {
    const { settings } = context;
    const company = settings.quickbooks.realmId;
    if (company === null || !isMailOn(context, null, []) || (await context.ledger().recall(COMPARED)) === company) return;
    const { matchBy } = settings.items;
    const lists = await readLists(await context.autotask(), await context.quickbooks(), context);
    const report = comparisonReport(
      context.profile,
      compareItems({ ...lists, isTaxable: taxabilityOf(lists, settings), matchBy, names: settings.items.names }),
      [],
      EXIT.done,
    );
    await sendReport(context, comparisonMail(report, new Calendar(settings.invoices.timeZone).dayAt(context.clock.now())));
    await context.ledger().remember(COMPARED, company);
  });
}
