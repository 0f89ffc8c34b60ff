// Runs the built program as a person would, against the services of world.mjs, and says how long it took and what it used.
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
export const BIN = here('../../dist/bin/at2qbo.js');

const loading = (name) => ['--import', pathToFileURL(here(name)).href];

/** Wall time in milliseconds of one process to its end, with what it wrote and used. */
export function runNode(args, env = {}, usageFile = null) {
  return new Promise((resolve, reject) => {
    const preload = usageFile === null ? [] : [...loading('pace.mjs'), ...loading('usage.mjs')];
    const began = performance.now();
    const child = spawn(process.execPath, [...preload, ...args], {
      env: { PATH: process.env.PATH, ...env, ...(usageFile === null ? {} : { AT2QBO_BENCH_USAGE: usageFile }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
    child.on('error', reject);
    child.on('close', (code) => {
      const milliseconds = performance.now() - began;
      const usage = usageFile === null ? null : JSON.parse(readFileSync(usageFile, 'utf8'));
      resolve({ code, out, err, milliseconds, usage });
    });
  });
}

/** A connected profile in an empty directory, and its two services with so many invoices; time passes `pace` times as fast for all of them. */
export async function openWorld(options) {
  const directory = mkdtempSync(join(tmpdir(), 'at2qbo-bench-'));
  const pace = { AT2QBO_BENCH_PACE: String(options.pace ?? 1), AT2QBO_BENCH_EPOCH: String(Date.now()) };
  const env = {
    ...pace,
    HOME: directory,
    AT2QBO_HOME: join(directory, 'at2qbo'),
    AT2QBO_SECRETS: 'env',
    AT2QBO_SECRETS_KEY: '5a'.repeat(32),
  };
  const services = fork(here('world.mjs'), { env: { PATH: process.env.PATH, ...pace } });
  const answer = () => new Promise((resolve) => services.once('message', resolve));
  services.send(options);
  const world = await answer();
  const run = (args, more = {}) => runNode([BIN, ...args], { ...env, ...more }, join(directory, 'usage.json'));
  const mustPass = async (args, more) => {
    const done = await run(args, more);
    if (done.code !== 0) throw new Error(`at2qbo ${args.join(' ')}: ${done.code}\n${done.out}${done.err}`);
  };
  const file = join(directory, 'settings.json');
  writeFileSync(file, JSON.stringify({ ...world.settings, ...options.settings }));
  await mustPass(['settings', 'import', file]);
  await mustPass(['connect', 'autotask', '--autotask-username', world.username], world.secrets);
  await mustPass(['connect', 'quickbooks', '--client-id', world.clientId, '--realm-id', world.realmId], world.secrets);
  const ask = (question) => {
    const told = answer();
    services.send(question);
    return told;
  };
  const numbers = () => ask('numbers');
  await numbers(); // what the connection cost isn't the run's
  return {
    run,
    numbers,
    file: (name) => join(directory, name),
    /** The rest of the month is in both books, as if it had been sent; after a run that sent one invoice. */
    fill: () => ask('fill'),
    close: () => {
      services.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
