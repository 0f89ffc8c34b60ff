// `npm run bench [-- --sizes 100,1000,5000] [--big] [--lists] [--beside REV] [--out FILE]`: what the built program needs for a month, against the built-in services with
// the latencies of the real ones and the real limits. Prints what it measured, nothing else; `--out` keeps it as JSON.
import { writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { besideEachOther, buildBeside } from './bench/beside.mjs';
import { figures, itemComparison, tieOut } from './bench/lists.mjs';
import { BIN, openWorld, runNode } from './bench/program.mjs';

const { values: flags } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100,1000,5000' },
    /** Time passes so many times as fast: memory and CPU are as ever, wall times (and the reads of headers, which go by time) follow only while the processor keeps up. */
    pace: { type: 'string', default: '1' },
    /** 1,000 invoices of 100 lines without latencies: memory alone. */
    big: { type: 'boolean', default: false },
    /** Comparisons, over 1,000 to 20,000 invoices and up to 5,000 items. */
    lists: { type: 'boolean', default: false },
    /** Another commit, built and run in turn with this one: the ratios. With the first of `--sizes`; `--sizes ''` leaves the month out. */
    beside: { type: 'string' },
    rounds: { type: 'string', default: '1' },
    /** With `--beside`: books of so many invoices for the memory of the comparisons; 0 leaves them out. */
    'beside-lists': { type: 'string', default: '10000' },
    out: { type: 'string' },
  },
});
const LINES = 8;
const PER_MINUTE = 450;
const PER_SECOND = 8;
const PER_HOUR = 9000;
const HOUR = 3_600_000;
const PACE = Number(flags.pace);
const say = (text) => process.stdout.write(`${text}\n`);
const seconds = (milliseconds) => (milliseconds / 1000).toFixed(1);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/**
 * Milliseconds. No program could be done sooner: three reads one after the other, the creates as the limits let them start, the last write-back and
 * its reading back; past 9,000 write-backs the next hour.
 */
function lowerBound(creates) {
  const hours = Math.floor(creates / PER_HOUR);
  const last = creates - hours * PER_HOUR - 1;
  const lastStart = hours * HOUR + Math.floor(last / PER_MINUTE) * 60_000 + (last % PER_MINUTE) * (1000 / PER_SECOND);
  return 3 * 150 + lastStart + 600 + 250 + 150;
}

/** `sync` until the month is told: Autotask's hour may be used up before that, then again when it has room. */
async function syncUntilDone(world, invoices) {
  const sum = { runs: 0, milliseconds: 0, megabytes: 0, cpuSeconds: 0 };
  const began = Date.now();
  const kinds = {};
  let metered = 0;
  let throttled = 0;
  for (;;) {
    const sync = await world.run(['sync', '--yes', '--json']);
    const seen = await world.numbers();
    for (const [kind, count] of Object.entries(seen.kinds)) kinds[kind] = (kinds[kind] ?? 0) + count;
    metered += seen.metered;
    throttled += seen.throttled;
    sum.runs += 1;
    sum.milliseconds = (Date.now() - began) * PACE;
    sum.megabytes = Math.max(sum.megabytes, sync.usage.megabytes);
    sum.cpuSeconds += sync.usage.cpuSeconds;
    if (sync.code === 0 && seen.documents === invoices && seen.told === invoices)
      return { ...sum, seen: { ...seen, kinds, metered, throttled } };
    if (sync.code !== 5 || sum.runs > Math.ceil(invoices / PER_HOUR))
      throw new Error(`${invoices} invoices: code ${sync.code}, ${seen.documents} documents, ${seen.told} told\n${sync.err}`);
    say(`  ${seen.told} of ${invoices} told, then code ${sync.code}: the next run when Autotask's hour has room`);
    await new Promise((resolve) => setTimeout(resolve, HOUR / PACE));
  }
}

function sumOf(kinds, matches) {
  return Object.entries(kinds).reduce((total, [kind, count]) => (matches(kind) ? total + count : total), 0);
}

async function month(invoices) {
  const world = await openWorld({ invoices, lines: LINES, pace: PACE });
  try {
    const { seen, ...sync } = await syncUntilDone(world, invoices);
    const quiet = await world.run(['sync', '--json']);
    const idle = await world.numbers();
    const creates = seen.kinds['QuickBooks invoice.create'] ?? 0;
    const patches = seen.kinds['Autotask Invoices.patch'] ?? sumOf(seen.kinds, (kind) => /^Autotask .*(patch|write|update)/i.test(kind));
    const autotask = sumOf(seen.kinds, (kind) => kind.startsWith('Autotask '));
    const reads = autotask - patches + seen.metered;
    const bound = lowerBound(invoices);
    return {
      invoices,
      seconds: sync.milliseconds / 1000,
      boundSeconds: bound / 1000,
      ratio: sync.milliseconds / bound,
      creates,
      patches,
      autotaskReads: autotask - patches,
      meteredReads: seen.metered,
      reads,
      readsAllowed: 40 + invoices / 40,
      throttled: seen.throttled,
      megabytes: sync.megabytes,
      cpuSeconds: sync.cpuSeconds,
      runs: sync.runs,
      peakPerMinute: seen.peaks.peakPerMinute,
      peakPerSecond: seen.peaks.peakPerSecond,
      peakConcurrent: seen.peaks.peakConcurrent,
      kinds: seen.kinds,
      quiet: {
        autotask: sumOf(idle.kinds, (kind) => kind.startsWith('Autotask ')),
        metered: idle.metered,
        throttled: idle.throttled,
        cpuSeconds: quiet.usage.cpuSeconds,
        seconds: quiet.milliseconds / 1000,
        megabytes: quiet.usage.megabytes,
        code: quiet.code,
        kinds: idle.kinds,
      },
    };
  } finally {
    world.close();
  }
}

function printMonth(one) {
  say(`\n${one.invoices} invoices of ${LINES} lines`);
  if (one.runs > 1) say(`  runs             ${one.runs}: Autotask's ${PER_HOUR} requests an hour end a run`);
  say(
    `  wall time        ${one.seconds.toFixed(1)} s; the limits and latencies allow ${one.boundSeconds.toFixed(1)} s; ratio ${one.ratio.toFixed(3)}`,
  );
  say(
    `  writes           ${one.creates} creates, ${one.patches} write-backs: ${(one.creates / one.invoices).toFixed(2)} and ${(one.patches / one.invoices).toFixed(2)} an invoice`,
  );
  say(
    `  reads            ${one.reads} (${one.autotaskReads} Autotask, ${one.meteredReads} metered QuickBooks); at most ${one.readsAllowed}`,
  );
  say(
    `  throttled        ${one.throttled}; at the most ${one.peakPerMinute} a minute, ${one.peakPerSecond} a second, ${one.peakConcurrent} at once`,
  );
  say(`  memory and CPU   ${one.megabytes.toFixed(0)} MB resident at the peak, ${one.cpuSeconds.toFixed(1)} s CPU`);
  for (const [kind, count] of Object.entries(one.kinds).toSorted(([a], [b]) => a.localeCompare(b)))
    say(`    ${String(count).padStart(6)}  ${kind}  ${(count / one.invoices).toFixed(3)} an invoice`);
  const { quiet } = one;
  say(
    `  a quiet run      ${quiet.autotask} Autotask and ${quiet.metered} metered QuickBooks calls, ${quiet.cpuSeconds.toFixed(2)} s CPU, ${quiet.seconds.toFixed(1)} s, ${quiet.megabytes.toFixed(0)} MB, exit code ${quiet.code}`,
  );
}

/** Each size against the smallest one: what grows with the invoices stays what it was for each of them. */
function printGrowth(months) {
  const [first] = months;
  if (months.length < 2 || first === undefined) return;
  say('\nGrowth             invoices   times   wall time   CPU   reads   memory   (times what the first took)');
  for (const one of months) {
    const times = [one.invoices, one.seconds, one.cpuSeconds, one.reads, one.megabytes].map(
      (value, n) => value / [first.invoices, first.seconds, first.cpuSeconds, first.reads, first.megabytes][n],
    );
    const [size, ...rest] = times.map((value) => value.toFixed(1));
    say(`${String(one.invoices).padStart(27)}${size.padStart(8)}${rest.map((text, n) => text.padStart([12, 6, 8, 9][n])).join('')}`);
  }
}

/** Wall times against a bare node, the median of so many alternating starts. */
async function startUp() {
  const times = { bare: [], version: [], help: [] };
  for (let round = 0; round < 15; round += 1) {
    times.bare.push((await runNode(['-e', '0'])).milliseconds);
    times.version.push((await runNode([BIN, '--version'])).milliseconds);
    times.help.push((await runNode([BIN, '--help'])).milliseconds);
  }
  const bare = median(times.bare);
  return { bare, version: median(times.version) / bare, help: median(times.help) / bare };
}

/** 100,000 billing items, as fast as it goes. */
async function manyLines() {
  const latency = { read: 1, create: 1, patch: 1 };
  const world = await openWorld({ invoices: 1000, lines: 100, latency });
  try {
    const run = await world.run(['sync', '--yes', '--json']);
    return { megabytes: run.usage.megabytes, seconds: run.milliseconds / 1000, code: run.code, cpuSeconds: run.usage.cpuSeconds };
  } finally {
    world.close();
  }
}

const machine = `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Linux ${release()}, Node ${process.version}`;
say(machine.replace('Linux', process.platform));
if (flags.beside !== undefined) {
  const other = buildBeside(flags.beside, say);
  try {
    const wishes = {
      invoices: Number(flags.sizes.split(',')[0]),
      rounds: Number(flags.rounds),
      lists: Number(flags['beside-lists']),
      boundSeconds: (count) => lowerBound(count) / 1000,
    };
    const rows = await besideEachOther(other.root, wishes, say);
    if (flags.out !== undefined) writeFileSync(flags.out, `${JSON.stringify({ machine, beside: flags.beside, rows }, null, 2)}\n`);
  } finally {
    other.remove();
  }
  process.exit();
}
if (PACE !== 1) say(`time passes ${PACE} times as fast: memory and CPU are as ever, wall times and the reads of headers are upper bounds`);
const starts = await startUp();
say(
  `start-up           node -e 0 takes ${starts.bare.toFixed(0)} ms; --version ${starts.version.toFixed(2)} times that, --help ${starts.help.toFixed(2)} times`,
);
const result = { at: new Date().toISOString(), machine, starts, months: [], big: null, tieOuts: [], items: [] };
for (const size of flags.sizes.split(',').filter((text) => text !== '')) {
  const one = await month(Number(size));
  printMonth(one);
  result.months.push(one);
}
printGrowth(result.months);
if (flags.big) {
  result.big = await manyLines();
  say(
    `\n1,000 invoices of 100 lines: ${result.big.megabytes.toFixed(0)} MB resident at the peak, ${seconds(result.big.seconds * 1000)} s (without latencies)`,
  );
}
if (flags.lists) {
  for (const invoices of [1000, 2000, 5000, 20_000]) {
    const one = await tieOut(invoices);
    say(`\n${invoices} invoices of ${LINES} lines in both books`);
    say(`  reconcile without a ledger   ${figures(one.withoutLedger)}`);
    say(`  adopt                        ${figures(one.adopt)}`);
    say(`  reconcile with the ledger    ${figures(one.withLedger)}`);
    result.tieOuts.push(one);
  }
  for (const codes of [1000, 5000]) {
    const one = await itemComparison(codes);
    say(`\n${codes} billing codes: compare-items   ${figures(one)}`);
    result.items.push(one);
  }
}
if (flags.out !== undefined) writeFileSync(flags.out, `${JSON.stringify(result, null, 2)}\n`);
