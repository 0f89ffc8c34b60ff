// `at2qbo settings check`: all settings against both live systems. Writes nothing.
import { reachTrouble } from '../../clients/notices/reach.ts';
import { buildCatalog } from '../../core/facts/catalog.ts';
import { checkSettings } from '../../core/checks/settings.ts';
import { type SettingsFacts } from '../../core/checks/facts.ts';
import type { CheckLine } from '../../core/checks/line.ts';
import { companyId, quickBooksId } from '../../core/model.ts';
import { withContext, type Context } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import { renderChecks } from '../format/checks.ts';
import type { Invocation } from '../program/spec.ts';
import { print } from '../terminal/print.ts';

export async function run({ io, globals, ...rest }: Invocation): Promise<number> {
  return withContext({ io, globals, ...rest }, async (context) => {
    const lines = checkSettings(await readSettingsFacts(context));
    const exitCode = exitCodeOfChecks(lines);
    if (globals.json) io.json({ profile: context.profile, exitCode, checks: lines });
    else print(io, renderChecks(lines, globals.quiet));
    return exitCode;
  });
}

/** 2: sync would refuse to start; 3: something will be held or lost; 0 else. */
export function exitCodeOfChecks(lines: readonly CheckLine[]): number {
  if (lines.some(({ stopsSync }) => stopsSync)) return EXIT.usage;
  return lines.some(({ level }) => level === 'problem') ? EXIT.differences : EXIT.done;
}

/** Reads what the settings call for, from both systems. */
export async function readSettingsFacts(context: Context): Promise<SettingsFacts> {
  const { settings, events } = context;
  const [autotask, quickbooks] = [await context.autotask(), await context.quickbooks()];
  events.progress('Reading lists from QuickBooks and Autotask');
  const { map, overrides } = settings.customers;
  const named = [...new Set([...Object.keys(map), ...Object.keys(overrides)])].map((id) => companyId(Number(id)));
  const { incomeAccount } = settings.items;
  const { host, port } = settings.mail;
  const usesLines = settings.linesOfBusiness.filter !== 'off' || Object.keys(settings.linesOfBusiness.classes).length > 0;
  const [company, preferences, items, classes, terms, taxCodes, customers, account] = await Promise.all([
    quickbooks.company(),
    quickbooks.preferences(),
    quickbooks.items(),
    quickbooks.classes(),
    quickbooks.terms(),
    quickbooks.taxCodes(),
    Object.keys(map).length > 0 ? quickbooks.customers() : [],
    incomeAccount === null ? null : quickbooks.account(quickBooksId(incomeAccount)),
  ]);
  const [access, taxes, linesOfBusiness, companies, mailTrouble] = await Promise.all([
    autotask.access(),
    autotask.taxes(),
    usesLines ? autotask.linesOfBusiness() : [],
    named.length > 0 ? autotask.companies(named) : [],
    host === null ? null : reachTrouble(host, port),
  ]);
  return {
    settings,
    now: context.clock.now(),
    catalog: buildCatalog({ company, preferences, items, classes, terms, taxCodes, customers, holders: [] }),
    incomeAccount: account,
    access,
    linesOfBusiness,
    taxes,
    companies: new Map(companies.map((one) => [one.id, one.name])),
    mailTrouble,
  };
}
