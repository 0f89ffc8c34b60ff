// A built-in company that is probed in this process, over a line that can be cut before or after any request.
import { systemClock } from '../../../src/clients/host/clock.ts';
import { createHttp } from '../../../src/clients/http/http.ts';
import { quickbooksProbeLine } from '../../../src/clients/quickbooks/probe-line.ts';
import { askAll, cleanCompany, openJournal, OpenJournal, perform, type ProbePort } from '../../../src/core/probe/apply.ts';
import { unmetInCompany, type Asked } from '../../../src/core/probe/plan.ts';
import { QUICKBOOKS_QUESTIONS } from '../../../src/core/probe/questions.ts';
import { bareStage, lookAtCompany, prepare } from '../../../src/core/probe/stage.ts';
import type { EarlierRequest, ProbeRequest, Question, QuickBooksStage } from '../../../src/core/probe/types.ts';
import { startQuickBooksSandbox, type QuickBooksOptions, type QuickBooksSandbox } from '../../../src/sandbox/quickbooks/sandbox.ts';

export interface Memory {
  recall(key: string): Promise<string | null>;
  remember(key: string, value: string | null): Promise<void>;
  readonly values: Map<string, string>;
}

export function memory(): Memory {
  const values = new Map<string, string>();
  return {
    values,
    recall: (key) => Promise.resolve(values.get(key) ?? null),
    remember: (key, value) => {
      if (value === null) values.delete(key);
      else values.set(key, value);
      return Promise.resolve();
    },
  };
}

/** The program is gone. */
export class Killed extends Error {}

export interface ProbeWorld {
  readonly sandbox: QuickBooksSandbox;
  readonly port: ProbePort;
  readonly ledger: Memory;
  /** Requests so far. */
  readonly count: () => number;
  /** Cuts the line at the n-th request from now on: before it is sent, or when it had its effect and the answer is lost. */
  readonly killAt: (n: number, when: 'before' | 'after') => void;
  readonly probe: (
    questions?: readonly Question<QuickBooksStage>[],
    run?: string,
    earlier?: EarlierRequest | null,
  ) => Promise<Map<string, Asked>>;
  readonly clean: () => Promise<readonly string[]>;
  /** What is there with a mark and isn't inactive. */
  readonly left: () => readonly string[];
}

export const ALL = QUICKBOOKS_QUESTIONS.filter((one) => one.isLast !== true);

export async function probeWorld(options: QuickBooksOptions = {}): Promise<ProbeWorld> {
  const clock = { behind: 86_400_000 };
  const now = (): number => Date.now() - clock.behind;
  const sandbox = await startQuickBooksSandbox({ now, limits: { perSecond: 1e6, perMinute: 1e6, concurrent: 100 }, ...options });
  clock.behind = 0;
  const http = createHttp({ clock: systemClock, userAgent: 'test' });
  const token = await accessToken(sandbox);
  const line = quickbooksProbeLine({
    http,
    clock: systemClock,
    realmId: sandbox.realmId,
    baseUrl: sandbox.url,
    accessToken: () => Promise.resolve(token),
    limits: { perSecond: 1e6, perMinute: 1e6, concurrent: 8 },
    confirm: () => Promise.resolve(),
  });
  let count = 0;
  let cut: { readonly n: number; readonly when: 'before' | 'after' } | null = null;
  const port: ProbePort = {
    ask: async (requests: readonly ProbeRequest[]) => {
      count += requests.length;
      const isHere = cut !== null && count >= cut.n;
      if (isHere && cut?.when === 'before') throw new Killed();
      const replies = await line.ask(requests);
      if (isHere) throw new Killed();
      return replies;
    },
  };
  const ledger = memory();
  const probe: ProbeWorld['probe'] = async (questions = ALL, run = 'abcde', earlier = null) => {
    const company = await perform(port, lookAtCompany(sandbox.realmId));
    const journal = new OpenJournal(ledger, { run, realmId: sandbox.realmId, startedAt: '2026-11-27T00:00:00Z', made: [], changed: null });
    await journal.begin();
    const stage = await perform(port, prepare(bareStage({ company, now: Date.now(), run, earlier })), journal);
    return askAll({ port, questions, stage, journal, unmet: ({ needs = [] }) => unmetInCompany(needs, stage) });
  };
  return {
    sandbox,
    port,
    ledger,
    count: () => count,
    killAt: (n, when) => {
      cut = { n, when };
      count = 0;
    },
    probe,
    clean: async () => {
      cut = null;
      const journal = await openJournal(ledger);
      const { left } = await cleanCompany(port, journal);
      if (journal !== null && left.length === 0) await new OpenJournal(ledger, journal).isCleaned();
      return left.map((one) => one.what);
    },
    left: () => leftIn(sandbox),
  };
}

async function accessToken(sandbox: QuickBooksSandbox): Promise<string> {
  const answer = await fetch(`${sandbox.url}/oauth2/v1/tokens/bearer`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${sandbox.clientId}:${sandbox.clientSecret}`)}`, accept: 'application/json' },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: sandbox.issueRefreshToken() }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

function leftIn({ tables }: QuickBooksSandbox): readonly string[] {
  const customers = [...tables.Customer.values()].filter((one) => /^at2qbo probe/i.test(one.DisplayName ?? ''));
  const ids = new Set(customers.map((one) => one.Id));
  const documents = [...tables.Invoice.values(), ...tables.CreditMemo.values(), ...tables.Payment.values()];
  const isProbes = (one: { readonly PrivateNote?: string; readonly CustomerRef: { readonly value: string } }): boolean =>
    ids.has(one.CustomerRef.value) || (one.PrivateNote ?? '').startsWith('at2qbo probe');
  return [
    ...documents.filter(isProbes).map((one) => `document ${one.Id}`),
    ...customers.filter((one) => one.Active !== false).map((one) => `customer ${one.DisplayName}`),
    ...[...tables.Item.values()]
      .filter((one) => /^at2qbo probe/i.test(one.Name ?? '') && one.Active !== false)
      .map((one) => `item ${one.Name}`),
  ];
}
