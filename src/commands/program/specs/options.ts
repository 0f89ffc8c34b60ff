// Options and arguments that several commands share.
import type { ArgumentSpec, OptionSpec } from '../spec.ts';

export const email: OptionSpec = { flags: '--email <address...>', help: 'send the report to these addresses too', value: 'emails' };
export const dryRun: OptionSpec = { flags: '--dry-run', help: 'write nothing anywhere; show what would be done' };
export const days: OptionSpec = { flags: '--days <n>', help: 'how many days back to look, instead of the setting', value: 'days' };
export const yes: OptionSpec = { flags: '--yes', help: 'answer every question with yes' };
export const noPager: OptionSpec = { flags: '--no-pager', help: 'on a terminal, don’t open the pager ($PAGER)' };
export const csv: OptionSpec = {
  flags: '--csv <file>',
  help: 'write it as a table too: CSV, or an Excel workbook where the name ends in .xlsx',
  value: 'text',
};
export const invoiceId: ArgumentSpec = { name: 'id', help: 'Autotask’s invoice id' };
