// The scripts of `completion` in the shells themselves, with the program on the PATH: what a person gets for Tab.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BIN, connectedWorld, type World } from './support.ts';

let world: World;
let env: Record<string, string> = {};
let held: string[] = [];
let runId = '';
beforeAll(async () => {
  world = await connectedWorld({ invoices: 14, companies: 8, seed: 3 });
  const bin = join(world.home.directory, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'at2qbo'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, { mode: 0o755 });
  env = { ...world.home.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
  const run = (await world.sync(['--yes'])).json();
  held = run.invoices.filter((one) => one.outcome === 'held' || one.outcome === 'failed').map((one) => String(one.autotaskId));
  runId = run.run;
  await world.run(['profiles', 'add', 'acme']);
}, 120_000);
afterAll(() => world.close());

const SCRIPTS: Readonly<Record<string, (words: readonly string[]) => string>> = {
  bash: (words) =>
    `source <(at2qbo completion bash); COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _at2qbo; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: (words) =>
    `compdef() { :; }; compadd() { shift; print -l -- "\${(@P)1}"; }; _files() { :; }; eval "$(at2qbo completion zsh)"; words=(${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length}; _at2qbo`,
  fish: (words) => `at2qbo completion fish | source; complete -C '${words.join(' ')}'`,
};

/** What the shell offers after these words; the last is what is typed so far. */
function offered(shell: string, line: string): string[] {
  const words = line.split(' ');
  const script = SCRIPTS[shell]?.(words) ?? '';
  const done = spawnSync(shell, ['-c', script], { encoding: 'utf8', env, cwd: world.home.directory });
  return done.stdout
    .split('\n')
    .map((one) => one.split('\t')[0] ?? '')
    .filter((one) => one !== '');
}

const shells = Object.keys(SCRIPTS).filter((name) => spawnSync(name, ['-c', 'true']).status === 0);

describe.each(shells)('%s', (shell) => {
  test('commands, settings and allowed values', { timeout: 60_000 }, () => {
    expect(offered(shell, 'at2qbo sync-v')).toEqual(['sync-voids']);
    expect(offered(shell, 'at2qbo settings get invoices.look')).toEqual(['invoices.lookBackDays']);
    expect(offered(shell, 'at2qbo settings set invoices.numbering autotask-').toSorted()).toEqual(['autotask-id', 'autotask-number']);
  });

  test('profiles, held invoices, runs; an option after another', { timeout: 60_000 }, () => {
    expect(offered(shell, 'at2qbo sync --profile a')).toEqual(['acme']);
    expect(held.length).toBeGreaterThan(0);
    expect(offered(shell, 'at2qbo --profile default release ').toSorted()).toEqual(expect.arrayContaining(held.toSorted()));
    expect(offered(shell, `at2qbo undo ${runId.slice(0, 8)}`)).toContain(runId);
    expect(offered(shell, 'at2qbo sync --max 3 --dry')).toEqual(['--dry-run']);
  });
});

test('at least bash was there to try', () => {
  expect(shells).toContain('bash');
});

test('what can’t be read offers nothing, and says nothing', async () => {
  const done = await world.run(['--complete', '=', 'release', '--profile', 'nobody']);
  expect([done.code, done.err]).toEqual([0, '']);
});
