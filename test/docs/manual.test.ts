// The manual pages: package.json names one for each command, and the words that they share with the README are the same.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { offered } from '../../scripts/docs-commands.ts';
import { EXIT_MEANINGS } from '../../src/commands/program/exit-meanings.ts';

const PACKAGE = fileURLToPath(new URL('../../package.json', import.meta.url));

test('package.json names the page of each command, for npm to put where `man` looks (npx vitest run test/docs -u)', async () => {
  const manifest = JSON.parse(readFileSync(PACKAGE, 'utf8')) as Record<string, unknown>;
  const man = ['at2qbo', ...offered.map(({ name }) => `at2qbo-${name.replaceAll(' ', '-')}`)].sort().map((name) => `dist/man/${name}.1`);
  await expect(`${JSON.stringify({ ...manifest, man }, null, 2)}\n`).toMatchFileSnapshot(PACKAGE);
});

test('the exit codes mean the same in the manual and in the README', () => {
  const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
  const [, table = ''] = readme.split('## Exit codes');
  const rows = [...(table.split('\n## ')[0] ?? '').matchAll(/^\| (\d[\d, ]*) \| (.+) \|$/gm)].map((row) => [row[1], row[2]]);
  expect(rows).toEqual(EXIT_MEANINGS);
});
