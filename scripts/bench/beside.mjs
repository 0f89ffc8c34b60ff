// `npm run bench -- --beside REV`: another commit is built beside this one, both run in turn, and the ratios that matter are printed.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HERE = fileURLToPath(new URL('../..', import.meta.url));
const LOOP = new URL('loop.mjs', import.meta.url).href;
/** Services that answer at once, and limits as wide as the settings allow; time passes so many times as fast, for the limits are kept. */
const QUICK = {
  latency: { read: 1, create: 1, patch: 1 },
  settings: { 'limits.quickbooksPerSecond': 10, 'limits.quickbooksPerMinute': 500 },
};
const PACE = 30;
/** What a sync takes longer on the slow disk, in microseconds. */
const SLOWER = 10_000;
const NODE = process.execPath;

/** Builds the commit in a folder of its own. */
export function buildBeside(revision, say) {
  const folder = mkdtempSync(join(tmpdir(), 'at2qbo-beside-'));
  const root = join(folder, 'tree');
  const run = (command, args, cwd = root) => execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  say(`building ${revision} in ${root}`);
  run('git', ['worktree', 'add', '--detach', root, revision], HERE);
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--silent']);
  run('npm', ['run', '--silent', 'build']);
  const remove = () => {
    spawnSync('git', ['worktree', 'remove', '--force', root], { cwd: HERE });
    rmSync(folder, { recursive: true, force: true });
  };
  return { root, remove };
}

/** A program that starts Node under strace, which counts what waits for the disk and can make it slower; null where there is no strace. */
function traced(folder, slower) {
  if (spawnSync('strace', ['--version']).status !== 0) return null;
  const [path, log] = [join(folder, 'node'), join(folder, 'syncs')];
  const inject = slower === 0 ? '' : `-e inject=fsync,fdatasync:delay_exit=${slower}`;
  writeFileSync(path, `#!/bin/sh\nexec strace -f --seccomp-bpf -o '${log}' -e trace=fsync,fdatasync ${inject} '${NODE}' "$@"\n`);
  chmodSync(path, 0o755);
  const count = () =>
    (readFileSync(log, 'utf8').match(/\b(?:fsync|fdatasync)\((?!.*<unfinished)|<\.\.\. (?:fsync|fdatasync) resumed/g) ?? []).length;
  return { path, count };
}

/** One month, sent by the program of that tree to its own services. */
async function month(root, invoices, { world: options, slower = null }) {
  const { openWorld } = await import(pathToFileURL(join(root, 'scripts/bench/program.mjs')).href);
  const folder = mkdtempSync(join(tmpdir(), 'at2qbo-bench-'));
  const world = await openWorld({ invoices, lines: 8, ...options });
  const trace = slower === null ? null : traced(folder, slower);
  try {
    const loop = join(folder, 'loop.json');
    if (trace !== null) process.execPath = trace.path;
    const began = Date.now();
    const done = world.run(['sync', '--yes', '--json'], { NODE_OPTIONS: `--import=${LOOP}`, AT2QBO_BENCH_LOOP: loop });
    process.execPath = NODE;
    const { code, err, usage } = await done;
    const seen = await world.numbers();
    if (code !== 0 || seen.told !== invoices) throw new Error(`${root}: code ${code}, ${seen.told} of ${invoices} told\n${err}`);
    const late = existsSync(loop) ? JSON.parse(readFileSync(loop, 'utf8')) : { p99: NaN, longest: NaN };
    return { seconds: (Date.now() - began) / 1000, ...usage, ...late, throttled: seen.throttled, syncs: trace?.count() ?? NaN };
  } finally {
    process.execPath = NODE;
    world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function comparisons(root, invoices) {
  const { tieOut } = await import(pathToFileURL(join(root, 'scripts/bench/lists.mjs')).href);
  const { withLedger, adopt } = await tieOut(invoices);
  return { reconcile: withLedger.megabytes, adopt: adopt.megabytes };
}

const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];

/** Every figure of both, in turn, `rounds` times; the middle one counts. */
export async function besideEachOther(other, { invoices, rounds, lists, boundSeconds }, say) {
  const roots = [other, HERE];
  const rows = [];
  const row = (figure, [before, now], digits, aim) => {
    rows.push({ figure, before, now, ratio: now / before, aim });
    say(
      `${figure.padEnd(46)}${before.toFixed(digits).padStart(10)}${now.toFixed(digits).padStart(10)}${(now / before).toFixed(2).padStart(8)}   ${aim}`,
    );
  };
  const both = async (work, pick) => {
    const found = roots.map(() => []);
    for (let round = 0; round < rounds; round += 1) for (const [n, root] of roots.entries()) found[n].push(await work(root));
    return pick.map((key) => found.map((list) => middle(list.map((one) => one[key]))));
  };
  say(`${'figure'.padEnd(46)}${'before'.padStart(10)}${'now'.padStart(10)}${'ratio'.padStart(8)}   aim`);
  if (invoices > 0) {
    const quick = { ...QUICK, pace: PACE };
    const [cpu, peak] = await both((root) => month(root, invoices, { world: quick }), ['cpuSeconds', 'megabytes']);
    row(
      `CPU an invoice, ms (month of ${invoices})`,
      cpu.map((one) => (one * 1000) / invoices),
      2,
      '<= 0.65 x',
    );
    row('peak memory of that month, MB', peak, 0, '');
    const [syncs] = await both((root) => month(root, invoices, { world: quick, slower: 0 }), ['syncs']);
    row(
      'durable writes an invoice',
      syncs.map((one) => one / invoices),
      2,
      '<= 0.75',
    );
    const [p99, longest] = await both((root) => month(root, invoices, { world: quick, slower: SLOWER }), ['p99', 'longest']);
    row('event loop delay, slow disk, 99th percentile, ms', p99, 1, '<= 20 ms');
    row('longest stop, slow disk, ms', longest, 0, '<= 250 ms');
    const [seconds, throttled] = await both((root) => month(root, invoices, { world: {} }), ['seconds', 'throttled']);
    row(
      'wall time against the bound of both limits',
      seconds.map((one) => one / boundSeconds(invoices)),
      2,
      '<= 1.05',
    );
    say(`throttled: ${throttled.join(' and ')}`);
  }
  if (lists > 0) {
    const [reconcile, adopt] = await both((root) => comparisons(root, lists), ['reconcile', 'adopt']);
    row(`reconcile of ${lists}, peak MB`, reconcile, 0, '<= 0.65 x');
    row(`adopt of ${lists}, peak MB`, adopt, 0, '<= 0.5 x');
  }
  return rows;
}
