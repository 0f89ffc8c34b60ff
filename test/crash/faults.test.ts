// Every kind of fault on every kind of request: the invoices arrive, or are held or failed with a reason; never twice, never lost, never silent.
// `npm run test:faults` tries all of them, `npm test` a few.
import { availableParallelism } from 'node:os';
import { afterAll, test } from 'vitest';
import type { FaultAction } from '../../src/sandbox/faults.ts';
import { claim, createdBy, openBench, seam, throughAll, type Bench } from './world.ts';

const isWhole = process.env['MODE'] === 'all';
/** A minute of pauses passes in two seconds, and so do our own time limits: a second for Intuit's answer, four for a write. */
const FAST = seam({ speed: 30 });
/** Beyond every time limit of the program at that speed. */
const TOO_SLOW = 5000;

const FAULTS: Readonly<Record<string, FaultAction>> = {
  'reset before the effect': 'reset-before',
  'reset after the effect': 'reset-after',
  'an answer after our time limit': { slow: TOO_SLOW },
  '429': 429,
  '500': 500,
  '502 with HTML': 502,
  '503': 503,
  'malformed JSON': 'malformed-json',
  'a Fault in a 200': 'fault-in-200',
  'a truncated body': 'truncated',
};
/** Kinds that change something come first: a short sweep takes those. */
const WRITES = ['invoice.create', 'Invoices.patch', 'customer.create', 'item.create', 'token'];

const total = { points: 0, struck: 0, duplicates: 0, lost: 0 };
afterAll(() => {
  const { points, struck, duplicates, lost } = total;
  process.stdout.write(`\nfaults: points ${points}, killed 0, struck ${struck}, duplicates ${duplicates}, lost ${lost}\n`);
});

test('a fault of any kind on any request neither doubles nor loses an invoice', { timeout: isWhole ? 3_600_000 : 120_000 }, async () => {
  const kinds = await kindsOfRun();
  const wanted = isWhole
    ? kinds.map((kind) => Object.keys(FAULTS).flatMap((fault) => [1, 50].map((times) => [kind, fault, times] as const)))
    : [few(kinds).map((pair) => [...pair, 1] as const)];
  await throughAll(wanted, throughKind, isWhole ? Math.max(2, availableParallelism()) : 1);
});

/** Books of its own for each kind: all of them together would ask Autotask more often than it allows in an hour. */
async function throughKind(points: readonly (readonly [string, string, number])[]): Promise<void> {
  const bench = await openBench('quickbooks');
  try {
    await throughAll(points, ([kind, fault, times]) => tryFault(bench, kind, fault, times));
  } finally {
    await bench.close();
  }
}

/** Requests of a run with something to make and an expired token, by kind. */
async function kindsOfRun(): Promise<string[]> {
  const bench = await openBench('quickbooks');
  try {
    const seen = new Set<string>();
    bench.world.sandbox.quickbooks.expireAccessTokens();
    bench.work(2);
    bench.strike((request) => (seen.add(`${request.service}:${request.kind}`), false), 500, 1);
    const done = await bench.world.sync(['--yes'], FAST);
    claim(done.code === 0, done.out + done.err);
    const rank = (kind: string): number => (WRITES.some((write) => kind.endsWith(write)) ? 0 : 1);
    return [...seen].sort((a, b) => rank(a) - rank(b));
  } finally {
    await bench.close();
  }
}

async function tryFault(bench: Bench, kind: string, fault: string, times: number): Promise<void> {
  const { world } = bench;
  const action = FAULTS[fault];
  if (action === undefined) throw new Error(`no such fault: ${fault}`);
  const where = `${fault} on ${kind}, ${times} times`;
  world.sandbox.quickbooks.expireAccessTokens();
  const ids = bench.work(2);
  let strikes = 0;
  bench.strike((request) => `${request.service}:${request.kind}` === kind && (strikes += 1) > 0, action, times);
  const first = await world.sync(['--yes'], FAST);
  bench.calm();
  total.points += 1;
  if (strikes > 0) total.struck += 1;
  const said = new Map(first.json().invoices.map((one) => [one.autotaskId, one]));
  const known = bench.verdict(ids);
  claim(known.duplicates.length === 0, { where, duplicates: known.duplicates });
  // What isn't there was said, with a reason: each invoice, or the run as a whole where not even the list could be read.
  const silent = known.lost.filter((id) => (said.get(id)?.reasons.length ?? 0) === 0);
  claim(silent.length === 0 || first.json().error !== undefined, { where, silent, code: first.code });
  const isOpen = known.lost.length + known.untold.length > 0;
  claim(first.code === 0 ? !isOpen : [1, 4, 5, 7].includes(first.code ?? -1), { where, code: first.code, ...known });

  let next = await world.sync(['--yes'], FAST);
  if (next.code === 4) {
    // A rotated token whose answer was lost: only a new connection helps.
    const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = world.sandbox.secretsFor();
    const again = await world.run(['connect', 'quickbooks', '--yes'], { ...secrets, ...FAST });
    claim(again.code === 0, again.out + again.err);
    claim(kind === 'oauth:oauth.token', { where, said: next.out.slice(0, 1500) });
    next = await world.sync(['--yes'], FAST);
  }
  // A refused document bears ERROR now, as it should: that waits for a person, and counts as said.
  const marked = ids.filter((id) => world.sandbox.autotask.tables.Invoices.get(id)?.['invoiceNumber'] === 'ERROR');
  const verdict = bench.verdict(ids.filter((id) => !marked.includes(id)));
  total.duplicates += verdict.duplicates.length;
  total.lost += verdict.lost.length + verdict.untold.length;
  const isWell = next.code === 0 && verdict.duplicates.length + verdict.lost.length + verdict.untold.length === 0;
  claim(isWell, { where, code: next.code, ...verdict, said: next.out.slice(0, 1500) });
  const last = await world.sync(['--yes'], FAST);
  claim(last.code === 0 && createdBy(last) === 0, { where, code: last.code, created: createdBy(last) });
}

/** A write in doubt, a write-back in doubt, a token refused, a list cut short. */
function few(kinds: readonly string[]): (readonly [string, string])[] {
  const wanted = [
    ['invoice.create', 'reset after the effect'],
    ['invoice.create', 'an answer after our time limit'],
    ['Invoices.patch', 'reset after the effect'],
    ['customer.create', 'a truncated body'],
  ] as const;
  return wanted.flatMap(([end, fault]) => kinds.filter((kind) => kind.endsWith(end)).map((kind) => [kind, fault] as const));
}
