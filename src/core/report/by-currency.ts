// The money of a run, currency by currency: two of them are never added.
import { grouped, money, sum, text, ZERO, type Money } from '../money.ts';
import { signed, type Outcome, type OutcomeKind } from '../run/outcome.ts';

export interface CurrencySums {
  /** As in `Outcome`. */
  readonly currency: string | null;
  /** Of what arrived (created or adopted): how many, and both sides. */
  readonly arrived: number;
  readonly autotask: Money;
  readonly quickbooks: Money;
  /** QuickBooks minus Autotask. */
  readonly difference: Money;
  /** Autotask's totals by what became of the invoices. */
  readonly byOutcome: Readonly<Record<OutcomeKind, Money>>;
}

const KINDS: readonly OutcomeKind[] = ['created', 'adopted', 'planned', 'skipped', 'held', 'failed'];

/** One entry a currency, in order of their codes. */
export function sumsByCurrency(outcomes: readonly Outcome[]): CurrencySums[] {
  return currenciesOf(outcomes).map((currency) => {
    const mine = outcomes.filter((one) => one.currency === currency);
    const arrived = mine.flatMap((one) =>
      (one.outcome === 'created' || one.outcome === 'adopted') && one.quickbooks !== null ? [{ one, saved: one.quickbooks }] : [],
    );
    const autotask = sum(arrived.map(({ one }) => money(one.autotaskTotal)));
    const quickbooks = sum(arrived.map(({ saved }) => money(signed(saved))));
    const of = (kind: OutcomeKind): Money => totalOf(mine.filter((one) => one.outcome === kind));
    const byOutcome = Object.fromEntries(KINDS.map((kind) => [kind, of(kind)])) as Record<OutcomeKind, Money>;
    return { currency, arrived: arrived.length, autotask, quickbooks, difference: quickbooks.minus(autotask), byOutcome };
  });
}

/** What `totals.byCurrency` of the JSON holds where the books keep several: by ISO code, decimal text. Invoices whose currency isn't known are in none. */
export function sumsJson(outcomes: readonly Outcome[]): Record<string, Record<string, string>> {
  return Object.fromEntries(
    sumsByCurrency(outcomes).flatMap(({ currency, byOutcome, autotask, quickbooks, difference }) => {
      if (currency === null || currency === '') return [];
      const kinds = Object.entries(byOutcome).map(([kind, amount]) => [kind, text(amount)] as const);
      return [
        [currency, { ...Object.fromEntries(kinds), autotask: text(autotask), quickbooks: text(quickbooks), difference: text(difference) }],
      ];
    }),
  );
}

function currenciesOf(outcomes: readonly Pick<Outcome, 'currency'>[]): (string | null)[] {
  return [...new Set(outcomes.map((one) => one.currency))].sort((a, b) => (a ?? '').localeCompare(b ?? ''));
}

function totalOf(outcomes: readonly Pick<Outcome, 'autotaskTotal'>[]): Money {
  return outcomes.reduce((total, one) => total.plus(money(one.autotaskTotal)), ZERO);
}

/** Puts a run's amounts into words; a currency is named where the books keep several, and everywhere on what is read away from the books. */
export class MoneyWords {
  readonly #isLabelled: boolean;
  readonly #home: string | null;
  readonly #isGrouped: boolean;

  /** `away`: for a page or a mail, with QuickBooks' home currency where it is known: thousands apart, and that currency named too. */
  constructor(all: readonly Pick<Outcome, 'currency'>[], away?: { readonly home: string | null }) {
    this.#isLabelled = all.some(({ currency }) => currency !== null && currency !== '');
    this.#home = away?.home ?? null;
    this.#isGrouped = away !== undefined;
  }

  /** `1000.00`, `1000.00 EUR`; away from the books `1,000.00 USD`. */
  amount(amount: Money | string, currency: string | null): string {
    const plain = typeof amount === 'string' ? amount : text(amount);
    const digits = this.#isGrouped ? grouped(plain) : plain;
    if (this.#isLabelled) return `${digits} ${currency === null || currency === '' ? 'of unknown currency' : currency}`;
    return this.#home === null ? digits : `${digits} ${this.#home}`;
  }

  total(one: Pick<Outcome, 'autotaskTotal' | 'currency'>): string {
    return this.amount(one.autotaskTotal, one.currency);
  }

  /** `1000.00`, or `1000.00 EUR, 500.00 GBP`; '' where no currency is known: amounts of any could be in it. */
  sum(outcomes: readonly Pick<Outcome, 'autotaskTotal' | 'currency'>[]): string {
    const currencies = currenciesOf(outcomes);
    if (currencies.length === 1 && currencies[0] === '' && outcomes.length > 1) return '';
    return currencies.map((currency) => this.amount(totalOf(outcomes.filter((one) => one.currency === currency)), currency)).join(', ');
  }
}
