// The currency of each outcome of a run: of the planned ones it is known, the others are looked up by their company.
import { At2qboError } from '../../errors.ts';
import type { CompanyId, InvoiceId } from '../../model.ts';
import type { AutotaskPort, LedgerPort } from '../../ports.ts';
import { invoiceCurrency } from '../../rules/customer.ts';
import type { Source } from '../../facts/source.ts';
import type { Brake } from '../../run/brake.ts';
import type { CompanyShelf } from '../../run/company-shelf.ts';
import type { Outcome } from '../../run/outcome.ts';
import type { PreparedRun } from '../preparation.ts';

/** Ledger key: the home currency of the books, and whether there are others; so that a run that reads no lists knows it too. */
const BOOKS = 'books.currency';

export interface CurrencyFacts {
  /** null: nothing was eligible, so that no list was read. */
  readonly run: PreparedRun | null;
  readonly companies: ReadonlyMap<InvoiceId, CompanyId>;
  readonly shelf: CompanyShelf;
  readonly autotask: AutotaskPort;
  readonly ledger: LedgerPort;
  readonly brake: Brake;
  /** A dry run notes nothing. */
  readonly isDryRun: boolean;
}

/** Currencies are for sums: a service that went down meanwhile must not cost the outcomes. */
export async function withCurrencies(outcomes: readonly Outcome[], facts: CurrencyFacts): Promise<readonly Outcome[]> {
  if (outcomes.length === 0) return outcomes;
  try {
    return await lookedUp(outcomes, facts);
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    facts.brake.stop(error);
    return outcomes;
  }
}

async function lookedUp(outcomes: readonly Outcome[], facts: CurrencyFacts): Promise<readonly Outcome[]> {
  const { run, companies, shelf, autotask } = facts;
  const books = await booksOf(facts);
  if (books === null) return outcomes;
  if (books.isSingle) return outcomes.map((one) => ({ ...one, currency: null }));
  const planned = run?.currencies ?? new Map<InvoiceId, string>();
  const open = outcomes.flatMap((one) => (planned.has(one.invoiceId) ? [] : [companies.get(one.invoiceId)]));
  await shelf.fetch(open.filter((id): id is CompanyId => id !== undefined));
  const currencies = open.length === 0 ? new Map<number, string>() : (run?.lists.currencies ?? (await autotask.currencies()));
  const ofCompany = (id: CompanyId | undefined): string => {
    const currency = id === undefined ? null : (shelf.get(id)?.currencyId ?? null);
    return (currency === null ? undefined : currencies.get(currency)) ?? books.home;
  };
  return outcomes.map((one) => ({ ...one, currency: planned.get(one.invoiceId) ?? ofCompany(companies.get(one.invoiceId)) }));
}

interface BooksCurrency {
  readonly home: string;
  readonly isSingle: boolean;
}

/** As this run read it, or the last one that did. */
async function booksOf({ run, ledger, isDryRun }: CurrencyFacts): Promise<BooksCurrency | null> {
  const before = await ledger.recall(BOOKS);
  if (run === null) return before === null ? null : { home: before.replace(/ .*$/, ''), isSingle: !before.endsWith(' and others') };
  const { homeCurrency: home, usesMultiCurrency } = run.catalog.preferences;
  const isSingle = !usesMultiCurrency && run.lists.currencies.size <= 1;
  const mark = isSingle ? home : `${home} and others`;
  if (!isDryRun && mark !== before) await ledger.remember(BOOKS, mark);
  return { home, isSingle };
}

/** Of the invoices of a batch. */
export function noteCurrencies(sources: readonly Source[], run: PreparedRun): void {
  for (const source of sources) run.currencies.set(source.invoice.id, invoiceCurrency(source, run.catalog));
}
