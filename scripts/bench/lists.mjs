// The comparisons, measured: `reconcile` over books that agree, `adopt` of the same, and `compare-items`. With the latencies of the real services.
import { openWorld } from './program.mjs';

const LINES = 8;

/** One command of the program: what it took, and the calls of both sides. */
async function measured(world, args, expected) {
  const done = await world.run(args);
  if (done.code !== expected) throw new Error(`at2qbo ${args.join(' ')}: ${done.code}\n${done.out.slice(0, 2000)}${done.err}`);
  const { kinds, metered, throttled } = await world.numbers();
  const autotask = Object.entries(kinds).reduce((sum, [kind, count]) => (kind.startsWith('Autotask ') ? sum + count : sum), 0);
  return {
    seconds: done.milliseconds / 1000,
    cpuSeconds: done.usage.cpuSeconds,
    megabytes: done.usage.megabytes,
    autotask,
    metered,
    throttled,
    out: done.out,
  };
}

const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

/** The tie-out of so many invoices, without the ledger and, once `adopt` filled it, with it. */
export async function tieOut(invoices) {
  const world = await openWorld({ invoices, lines: LINES, settings: { 'limits.quickbooksPerSecond': 8 } });
  const span = ['--from', day(15), '--to', day(0)];
  try {
    await measured(world, ['sync', '--yes', '--max', '1', '--json'], 0);
    const documents = await world.fill();
    if (documents !== invoices) throw new Error(`${documents} documents for ${invoices} invoices`);
    await world.numbers();
    const lost = check(await measured(world, ['reconcile', ...span, '--json'], 0), invoices);
    const adopt = await measured(world, ['adopt', ...span, '--yes', '--json'], 0);
    const known = check(
      await measured(world, ['reconcile', ...span, '--json', '--csv', world.file('all.csv'), '--html', world.file('all.html')], 0),
      invoices,
    );
    return { invoices, lines: invoices * LINES, withoutLedger: lost, adopt: without(adopt), withLedger: known };
  } finally {
    world.close();
  }
}

function check(one, invoices) {
  const { isEqual, documents } = JSON.parse(one.out);
  if (!isEqual || documents !== invoices) throw new Error(`the books of ${invoices} invoices do not agree: ${documents} documents`);
  return without(one);
}

/** Billing codes against items. */
export async function itemComparison(codes) {
  const world = await openWorld({ invoices: 1, lines: 1, codes });
  try {
    const one = await measured(world, ['compare-items', '--json'], 3);
    const { counts } = JSON.parse(one.out);
    return { codes, counts, ...without(one) };
  } finally {
    world.close();
  }
}

function without({ out: _out, ...figures }) {
  return figures;
}

/** One line of figures. */
export function figures(one) {
  return `${one.seconds.toFixed(1)} s, ${one.cpuSeconds.toFixed(1)} s CPU, ${one.megabytes.toFixed(0)} MB, ${one.autotask} Autotask and ${one.metered} metered QuickBooks calls, ${one.throttled} throttled`;
}
