// What a probe found, to be sent on: the answers alone, without a name, id, address or amount of the company.
import { parsed } from './reply.ts';
import { list, text } from './script.ts';
import type { Finding, ProbedCompany, ProbedService } from './types.ts';

/** The switches of the built-in sandbox: id -> the answers that it can give. */
export type Switches = Readonly<Record<string, readonly string[]>>;

export interface ProbeReport {
  readonly format: 'at2qbo-probe/1';
  /** YYYY-MM-DD */
  readonly asked: string;
  readonly version: string;
  readonly quickbooks: {
    readonly tax: string;
    readonly isUs: boolean;
    readonly multiCurrency: boolean;
    readonly customNumbers: boolean;
  } | null;
  /** As `at2qbo sandbox --facts` takes them. */
  readonly facts: Readonly<Record<string, string>>;
  readonly answers: readonly {
    readonly service: ProbedService;
    readonly id: string;
    readonly outcome: Finding['outcome'];
    readonly here: string | null;
    readonly sandbox: string | null;
  }[];
}

export interface Asked {
  readonly findings: readonly Finding[];
  readonly company: ProbedCompany | null;
  readonly day: string;
  readonly version: string;
  readonly switches: Switches;
}

export function reportOf({ findings, company, day, version, switches }: Asked): ProbeReport {
  return {
    format: 'at2qbo-probe/1',
    asked: day,
    version,
    quickbooks: company && {
      tax: company.tax,
      isUs: company.isUs,
      multiCurrency: company.usesMultiCurrency,
      customNumbers: company.customNumbers,
    },
    facts: factsOf(findings, switches),
    answers: findings.map(({ service, id, outcome, here, sandbox }) => ({ service, id, outcome, here, sandbox })),
  };
}

/** Answers that are switches; one that no switch has is left to the answers. */
function factsOf(findings: readonly Finding[], switches: Switches): Record<string, string> {
  return Object.fromEntries(
    findings.flatMap(({ fact, here }) => (fact !== null && here !== null && switches[fact]?.includes(here) === true ? [[fact, here]] : [])),
  );
}

/** What is kept of it in the ledger, for `doctor`. */
export interface KeptFindings {
  /** ISO */
  readonly at: string;
  readonly version: string;
  /** The company: its realm id, or Autotask's user. */
  readonly of: string;
  readonly answers: readonly {
    readonly id: string;
    readonly fact: string | null;
    readonly outcome: Finding['outcome'];
    readonly here: string | null;
  }[];
}

export function keptOf(service: ProbedService, findings: readonly Finding[], about: Omit<KeptFindings, 'answers'>): KeptFindings {
  const own = findings.filter((one) => one.service === service);
  return { ...about, answers: own.map(({ id, fact, outcome, here }) => ({ id, fact, outcome, here })) };
}

/** null: never asked, or it can't be read. */
export function readKept(written: string | null): KeptFindings | null {
  const value = parsed(written);
  if (text(value, 'of') === '' || text(value, 'at') === '') return null;
  return {
    at: text(value, 'at'),
    version: text(value, 'version'),
    of: text(value, 'of'),
    answers: list(value, 'answers').flatMap((one) => {
      const outcome = OUTCOMES.find((name) => name === text(one, 'outcome'));
      if (outcome === undefined) return [];
      return [{ id: text(one, 'id'), fact: text(one, 'fact') || null, outcome, here: text(one, 'here') || null }];
    }),
  };
}

const OUTCOMES = ['as-expected', 'otherwise', 'not-asked'] as const;
