// Decides whether a probe may begin, which questions can be asked in a company, and what two answers come to.
import { UsageError } from '../errors.ts';
import type { Answer, AutotaskStage, Finding, Need, ProbedCompany, ProbedService, Question, QuickBooksStage } from './types.ts';

/** Intuit's own address for real companies. */
const PRODUCTION_HOST = 'quickbooks.api.intuit.com';

export interface ProbeSettings {
  readonly environment: 'production' | 'sandbox';
  /** The accounting root that the settings name; null: by environment. */
  readonly endpoint: string | null;
  /** Another profile that uses the same keys for a real company. */
  readonly productionProfile: string | null;
}

/** Refuses what could reach a real company; to be asked before the first request. */
export function refuseProduction({ environment, endpoint, productionProfile }: ProbeSettings): void {
  const remedy =
    'use a profile of a sandbox company: at2qbo settings set quickbooks.environment sandbox --profile NAME; Autotask alone: at2qbo probe autotask';
  if (environment !== 'sandbox')
    throw new UsageError(
      'a probe makes documents and takes them away: it never runs in a production company (quickbooks.environment is production)',
      remedy,
    );
  if (endpoint !== null && URL.canParse(endpoint) && new URL(endpoint).hostname.toLowerCase() === PRODUCTION_HOST)
    throw new UsageError('endpoints.quickbooks is the address of production companies, although quickbooks.environment is sandbox', remedy);
  if (productionProfile !== null)
    throw new UsageError(`quickbooks.clientId is a production key: profile ${productionProfile} uses it for a production company`, remedy);
}

/** Refuses any company but the one that is meant. */
export function refuseOther(company: Pick<ProbedCompany, 'name'>, meant: string): void {
  if (company.name.trim() === meant.trim()) return;
  throw new UsageError(
    `the connected QuickBooks company isn't named "${meant}": nothing was made in it`,
    'look at its name in QuickBooks or in at2qbo doctor, then: at2qbo probe --company NAME',
  );
}

const WHY_NOT: Readonly<Record<Need, string>> = {
  us: 'the company isn’t in the US',
  abroad: 'the company isn’t outside the US, or has no sales tax',
  'automated-tax': 'Automated Sales Tax is off',
  'no-tax': 'the company has sales tax',
  'multi-currency': 'the company has one currency alone',
  'custom-numbers': 'custom transaction numbers are off',
  'own-numbers': 'custom transaction numbers are on',
  'online-payments': 'QuickBooks Payments is off',
  'closed-books': 'no books are closed',
  'custom-field': 'no old custom field is switched on',
  'earlier-probe': 'no earlier probe of this company left a request id',
  'named-invoice': 'no invoice was named with --invoice',
};

/** Why a question can't be asked in this company; null: it can. */
export function unmetInCompany(needs: readonly Need[], { company, earlier }: Pick<QuickBooksStage, 'company' | 'earlier'>): string | null {
  const isThere: Readonly<Record<Need, boolean>> = {
    us: company.isUs,
    abroad: !company.isUs && company.tax === 'global',
    'automated-tax': company.tax === 'automated',
    'no-tax': company.tax === 'off',
    'multi-currency': company.usesMultiCurrency,
    'custom-numbers': company.customNumbers,
    'own-numbers': !company.customNumbers,
    'online-payments': company.onlinePayments,
    'closed-books': company.closedUntil !== null,
    'custom-field': company.customField !== null,
    'earlier-probe': earlier !== null,
    'named-invoice': true,
  };
  return why(needs, isThere);
}

export function unmetInAutotask(needs: readonly Need[], stage: AutotaskStage): string | null {
  const missing = needs.find((need) => need === 'named-invoice' && stage.invoiceId === null);
  return missing === undefined ? null : WHY_NOT[missing];
}

function why(needs: readonly Need[], isThere: Readonly<Record<Need, boolean>>): string | null {
  const missing = needs.find((need) => !isThere[need]);
  return missing === undefined ? null : WHY_NOT[missing];
}

/** What a question came to in one place. */
export interface Asked {
  readonly answer: Answer;
  readonly requests: readonly string[];
}

/** Both answers side by side. */
export function findingOf<Stage>(service: ProbedService, question: Question<Stage>, here: Asked, sandbox: Asked): Finding {
  const { id, subject, asks, program, fact = null } = question;
  const is = (one: Asked): string | null => ('is' in one.answer ? one.answer.is : null);
  const [seen, expected] = [is(here), is(sandbox)];
  const outcome = seen === null || expected === null ? 'not-asked' : seen === expected ? 'as-expected' : 'otherwise';
  return {
    service,
    id,
    subject,
    asks,
    program,
    fact,
    outcome,
    here: seen,
    sandbox: expected,
    detail: detailOf(here, sandbox),
    requests: here.requests,
  };
}

function detailOf(here: Asked, sandbox: Asked): string {
  if ('why' in here.answer) return here.answer.why;
  if ('why' in sandbox.answer) return `the built-in sandbox can't say: ${sandbox.answer.why}`;
  return here.answer.detail ?? '';
}

export interface ProbeTotals {
  readonly asExpected: number;
  readonly otherwise: number;
  readonly notAsked: number;
}

export function totalsOf(findings: readonly Pick<Finding, 'outcome'>[]): ProbeTotals {
  const count = (outcome: Finding['outcome']): number => findings.filter((one) => one.outcome === outcome).length;
  return { asExpected: count('as-expected'), otherwise: count('otherwise'), notAsked: count('not-asked') };
}
