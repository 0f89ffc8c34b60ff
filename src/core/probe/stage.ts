// The questions before the questions: what kind of company this is, and the customer and item that all others share.
import { instantAt } from '../dates.ts';
import { markOf } from './journal.ts';
import { ask, at, create, entity, isJson, itemBody, list, refusal, rows, text, Unanswerable } from './script.ts';
import type { Json, ProbedCompany, QuickBooksStage, Script, TaxRegime } from './types.ts';

const US = new Set(['us', 'usa', 'united states', 'united states of america']);

/** Reads the company; makes nothing. */
export function* lookAtCompany(realmId: string): Script<ProbedCompany> {
  const info = yield* ask({ method: 'GET', path: `companyinfo/${realmId}` });
  const company = at(info.json, 'CompanyInfo');
  if (!isJson(company)) throw new Unanswerable(`the company can’t be read: ${refusal(info) ?? 'the answer held none'}`);
  const preferences = at((yield* ask({ method: 'GET', path: 'preferences' })).json, 'Preferences');
  const country = text(company, 'Country');
  const isUs = US.has(country.trim().toLowerCase());
  return {
    realmId,
    name: text(company, 'CompanyName'),
    country,
    isUs,
    tax: taxOf(at(preferences, 'TaxPrefs'), isUs),
    homeCurrency: text(preferences, 'CurrencyPrefs', 'HomeCurrency', 'value') || 'USD',
    usesMultiCurrency: at(preferences, 'CurrencyPrefs', 'MultiCurrencyEnabled') === true,
    customNumbers: at(preferences, 'SalesFormsPrefs', 'CustomTxnNumbers') === true,
    onlinePayments: at(preferences, 'SalesFormsPrefs', 'ETransactionPaymentEnabled') === true,
    closedUntil: text(preferences, 'AccountingInfoPrefs', 'BookCloseDate').slice(0, 10) || null,
    customField: oldField(preferences),
  };
}

function taxOf(prefs: unknown, isUs: boolean): TaxRegime {
  if (at(prefs, 'UsingSalesTax') !== true) return 'off';
  if (!isUs) return 'global';
  return at(prefs, 'PartnerTaxEnabled') === true ? 'automated' : 'manual';
}

function oldField(preferences: unknown): string | null {
  const fields = list(preferences, 'SalesFormsPrefs', 'CustomField').flatMap((one) => list(one, 'CustomField'));
  const used = fields.find((one) => /UseSalesCustom[123]$/.test(text(one, 'Name')) && at(one, 'BooleanValue') === true);
  return used === undefined ? null : text(used, 'Name').slice(-1);
}

/** What doesn't have to be made: day, marks, and the moment from which changes are looked for. */
export type BareStage = Omit<QuickBooksStage, 'customer' | 'item' | 'account' | 'taxCode'>;

/** Times of documents are whole seconds, and clocks differ. */
const A_MINUTE = 60_000;

/** `now`: milliseconds since 1970. `run`: part of every mark. */
export function bareStage({
  company,
  now,
  run,
  earlier,
}: Pick<QuickBooksStage, 'company' | 'earlier'> & { readonly now: number; readonly run: string }): BareStage {
  let n = 0;
  return {
    company,
    today: instantAt(now).slice(0, 10),
    since: instantAt(now - A_MINUTE),
    earlier,
    mark: () => `${markOf(run)} ${(n += 1)}`,
  };
}

/** Makes what all questions share. What can't be made leaves those questions open that need it, and no others. */
export function* prepare(stage: BareStage): Script<QuickBooksStage> {
  const taxCode = yield* had(() => taxCodeOf(stage.company));
  const account = yield* had(incomeAccount);
  const made = yield* had(function* () {
    const mark = stage.mark();
    return text(entity(yield* create('Customer', mark, { DisplayName: mark }), 'Customer'), 'Id');
  });
  const item = yield* had(function* () {
    const mark = stage.mark();
    return text(entity(yield* create('Item', mark, itemBody(account(), mark)), 'Item'), 'Id');
  });
  return {
    ...stage,
    get taxCode() {
      return taxCode();
    },
    get account() {
      return account();
    },
    get customer() {
      return made();
    },
    get item() {
      return item();
    },
  };
}

/** What was had, or the reason why it wasn't: said by each question that asks for it. */
function* had<T>(work: () => Script<T>): Script<() => T> {
  try {
    const value = yield* work();
    return () => value;
  } catch (error) {
    if (!(error instanceof Unanswerable)) throw error;
    return () => {
      throw error;
    };
  }
}

function* incomeAccount(): Script<string> {
  const [account] = yield* rows('Account', "select * from Account where AccountType = 'Income' and Active = true maxresults 1");
  if (account === undefined) throw new Unanswerable('there is no income account for an item');
  return text(account, 'Id');
}

function* taxCodeOf(company: ProbedCompany): Script<string | null> {
  if (company.isUs || company.tax === 'off') return null;
  const codes = yield* rows('TaxCode', 'select * from TaxCode where Active = true');
  const rates = (code: Json): readonly unknown[] => list(code, 'SalesTaxRateList', 'TaxRateDetail');
  return text(codes.find((code) => rates(code).length > 0) ?? {}, 'Id') || null;
}
