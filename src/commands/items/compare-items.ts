// `at2qbo compare-items`: billing codes against items; with --copy what is missing is made.
import { readTies } from '../../core/transfer/ties.ts';
import { entryFor } from '../../core/matching/item-kind.ts';
import { buildCatalog, type Catalog } from '../../core/facts/catalog.ts';
import { compareItems, isAllMatched, type Comparison } from '../../core/items/compare.ts';
import { copyItems, type CopiedItem } from '../../core/items/create-missing.ts';
import { ConfigError, UsageError } from '../../core/errors.ts';
import { incomeAccountRefusal } from '../../core/rules/refusals.ts';
import { Calendar } from '../../core/calendar.ts';
import { Maker } from '../../core/transfer/send/maker.ts';
import { quickBooksId, type BillingCode, type QuickBooksId, type SourceTax } from '../../core/model.ts';
import type { AutotaskPort, QuickBooksPort } from '../../core/ports.ts';
import { newItemTaxability } from '../../core/rules/tax/new-item.ts';
import type { MatchItemsBy, Settings } from '../../core/settings.ts';
import { askYesNo, canAsk } from '../terminal/ask.ts';
import { withContext, type Context } from '../context/context.ts';
import { EXIT, worst } from '../program/exit.ts';
import { checkOutFile } from '../files/output-file.ts';
import { writeTable } from '../files/table-file.ts';
import { comparisonMail } from './render-mail.ts';
import { sendReport } from '../mail/send.ts';
import { comparisonTable, comparisonJson, comparisonReport, renderComparison } from './render.ts';
import type { Invocation } from '../program/spec.ts';
import { print } from '../terminal/print.ts';

interface CompareFlags {
  readonly copy?: boolean;
  readonly matchBy?: 'settings' | MatchItemsBy;
  readonly csv?: string;
  readonly yes?: boolean;
  readonly email?: readonly string[];
}

interface Lists {
  readonly codes: readonly BillingCode[];
  readonly taxes: readonly SourceTax[];
  readonly catalog: Catalog;
}

export async function run(invocation: Invocation): Promise<number> {
  const { io, globals } = invocation;
  const flags: CompareFlags = invocation.options;
  if (flags.csv !== undefined) checkOutFile(flags.csv, 'replace', io.env);
  if (flags.copy === true && flags.yes !== true && !canAsk(io)) {
    throw new UsageError(
      '--copy creates items in QuickBooks and asks first; there is no terminal to ask on',
      'at2qbo compare-items --copy --yes',
    );
  }
  return withContext(invocation, async (context) => {
    const matchBy = flags.matchBy === undefined || flags.matchBy === 'settings' ? context.settings.items.matchBy : flags.matchBy;
    await context.requireConnection();
    if (flags.copy === true) await context.lock('compare-items --copy');
    const lists = await readLists(await context.autotask(), await context.quickbooks(), context);
    const comparison = compareItems({
      ...lists,
      isTaxable: taxabilityOf(lists, context.settings),
      matchBy,
      names: context.settings.items.names,
    });
    const copied = flags.copy === true ? await copyMissing(invocation, context, lists, comparison, flags.yes === true) : [];
    const report = comparisonReport(context.profile, comparison, copied, exitCode(comparison, copied, lists, context.settings, matchBy));
    if (flags.csv !== undefined) await writeTable(flags.csv, comparisonTable(report), io.env);
    if (globals.json) io.json(comparisonJson(report));
    else print(io, renderComparison(report, io.width, globals.quiet));
    if (flags.csv !== undefined && !globals.json && !globals.quiet) io.out(`The table is in ${flags.csv}.`);
    const extra = flags.email ?? [];
    if (context.settings.mail.onSuccess || extra.length > 0)
      await sendReport(context, comparisonMail(report, new Calendar(context.settings.invoices.timeZone).dayAt(context.clock.now())), extra);
    return report.exitCode;
  });
}

/** Both sides' lists. */
export async function readLists(autotask: AutotaskPort, quickbooks: QuickBooksPort, context: Context): Promise<Lists> {
  context.events.progress('Reading billing codes and items');
  const [codes, taxes, company, preferences, items] = await Promise.all([
    autotask.billingCodes(),
    autotask.taxes(),
    quickbooks.company(),
    quickbooks.preferences(),
    quickbooks.items(),
  ]);
  const ties = (await readTies({ autotask, ledger: context.ledger('look') }, context.settings)).all();
  const catalog = buildCatalog({ company, preferences, items, customers: [], holders: [], terms: [], classes: [], taxCodes: [], ties });
  return { codes, taxes, catalog };
}

/** What an item is compared with; nothing where QuickBooks has no sales tax. */
export function taxabilityOf({ codes, taxes, catalog }: Lists, settings: Settings): (code: BillingCode) => boolean | null {
  return catalog.preferences.usesSalesTax ? newItemTaxability({ codes, taxes }, catalog, settings) : () => null;
}

/** Differences that are left: what was copied now is in order. */
function exitCode(comparison: Comparison, copied: readonly CopiedItem[], lists: Lists, settings: Settings, matchBy: MatchItemsBy): number {
  const isFailed = copied.some(({ outcome }) => outcome === 'failed');
  const now =
    copied.length === 0
      ? comparison
      : compareItems({ ...lists, isTaxable: taxabilityOf(lists, settings), matchBy, names: settings.items.names });
  return worst([isFailed ? EXIT.needsPerson : EXIT.done, isAllMatched(now) ? EXIT.done : EXIT.differences]);
}

async function copyMissing(
  invocation: Invocation,
  context: Context,
  { codes, taxes, catalog }: Lists,
  comparison: Comparison,
  isSure: boolean,
): Promise<CopiedItem[]> {
  const missing = new Set(comparison.codes.filter(({ state }) => state === 'missing').map(({ codeId }) => codeId));
  const wanted = codes.filter((code) => missing.has(code.id));
  if (wanted.length === 0) return [];
  const quickbooks = await context.quickbooks();
  const accountOf = await accountsOf(wanted, context, quickbooks);
  if (!isSure && !(await confirm(invocation, wanted))) return [];
  context.ledger('run');
  const isTaxable = newItemTaxability({ codes, taxes }, catalog, context.settings);
  const maker = new Maker(quickbooks, context.digest, context.profile, catalog);
  const copied = await copyItems(
    wanted,
    { catalog, isTaxable, matchBy: comparison.matchBy, accountOf, names: context.settings.items.names },
    maker,
    context.assertMine,
  );
  for (const { code, outcome, item, message } of copied)
    context.events.log(outcome === 'failed' ? 'error' : 'info', `compare-items --copy: billing code "${code}" ${outcome}`, {
      item: item?.id,
      name: item?.name,
      detail: message,
    });
  return copied;
}

async function confirm({ io }: Invocation, wanted: readonly BillingCode[]): Promise<boolean> {
  for (const { name } of wanted) io.err(`  ${name}`);
  const what = wanted.length === 1 ? 'this item' : `these ${wanted.length} items`;
  return askYesNo(io, { message: `Create ${what} in QuickBooks?`, missing: '--yes', initial: false });
}

/** The income account of each new item: by its billing code, its kind, else the one of all. Each is looked at before the first item is made. */
async function accountsOf(
  wanted: readonly BillingCode[],
  context: Context,
  quickbooks: QuickBooksPort,
): Promise<(code: BillingCode) => QuickBooksId> {
  const { accounts, incomeAccount } = context.settings.items;
  const chosen = (code: BillingCode): string | null => entryFor(accounts, code.id, [code.useType]) ?? incomeAccount;
  const command = 'at2qbo settings set items.incomeAccount <account id>';
  for (const id of new Set(wanted.map(chosen))) {
    if (id === null) throw new ConfigError('Items are created under an income account, and items.incomeAccount is not set.', command);
    const key = id === incomeAccount ? 'items.incomeAccount' : 'items.accounts';
    const refusal = incomeAccountRefusal(id, await quickbooks.account(quickBooksId(id)), key);
    if (refusal) throw refusal;
  }
  return (code) => quickBooksId(chosen(code) ?? '');
}
