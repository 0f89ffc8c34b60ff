// `logs --email`: the entries as a report, the errors in the mail itself and all of them as a table.
import { Calendar } from '../../core/calendar.ts';
import type { LogEntry, LogFilter } from '../../core/model/log.ts';
import type { Report } from '../../core/report/report.ts';
import type { Context } from '../context/context.ts';
import { sendReport } from '../mail/send.ts';

/** Most entries of the table, and most errors in the mail. */
const MOST_ENTRIES = 20_000;
const MOST_ERRORS = 30;

/** Mails what the filter lets through to these addresses and the usual recipients. */
export async function mailLog(context: Context, filter: LogFilter, addresses: readonly string[]): Promise<void> {
  const entries = await context.ledger().read({ ...filter, limit: MOST_ENTRIES });
  await sendReport(context, logReport(entries, context.profile, new Calendar(context.settings.invoices.timeZone)), addresses);
}

function logReport(entries: readonly LogEntry[], profile: string, calendar: Calendar): Report {
  const errors = entries.filter((entry) => entry.level === 'error');
  const [first] = entries;
  const last = entries.at(-1);
  return {
    headline: `Log: ${entries.length} entries, ${errors.length} errors`,
    tone: errors.length > 0 ? 'attention' : 'quiet',
    facts: [
      { label: 'Entries', value: String(entries.length) },
      { label: 'Errors', value: String(errors.length) },
      { label: 'From', value: first === undefined ? 'the log is empty' : `${calendar.secondOf(first.at)} ${calendar.zone}` },
      { label: 'To', value: last === undefined ? '' : calendar.secondOf(last.at) },
    ],
    sections: [
      {
        heading: errors.length === 0 ? 'No errors' : 'The latest errors',
        tone: errors.length === 0 ? 'good' : 'bad',
        note: '',
        rows: errors.slice(-MOST_ERRORS).map((entry) => ({
          title: entry.message,
          link: null,
          amount: '',
          details: [entry.invoiceId === null ? calendar.secondOf(entry.at) : `${calendar.secondOf(entry.at)}, invoice ${entry.invoiceId}`],
          reasons: [],
        })),
      },
    ],
    footer: [`Profile ${profile}. For support, with what was sent and answered: at2qbo logs --bundle support.tgz`],
    sheet: {
      name: 'at2qbo-log',
      titles: [`Time (${calendar.zone})`, 'Level', 'Run', 'Invoice', 'Message', 'Status', 'intuit_tid'],
      rows: entries.map((entry) => [
        calendar.secondOf(entry.at),
        entry.level,
        entry.runId,
        entry.invoiceId === null ? null : { number: String(entry.invoiceId) },
        entry.message,
        entry.call?.status === undefined || entry.call.status === null ? null : { number: String(entry.call.status) },
        entry.call?.traceId ?? '',
      ]),
    },
  };
}
