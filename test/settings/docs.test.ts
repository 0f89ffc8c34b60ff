// docs/settings.md says what the program has, and every test it names exists.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { HOSTED, SETTINGS_PAGE, settingsPage } from '../../scripts/docs-settings.ts';
import { settingKeys } from '../../src/config/schema/schema.ts';

it('docs/settings.md is current (npx vitest run test/settings/docs.test.ts -u writes it)', async () => {
  await expect(settingsPage()).toMatchFileSnapshot(SETTINGS_PAGE);
});

it('lists every key once in its last table', () => {
  const listed = [
    ...(settingsPage()
      .split('## Every key')[1]
      ?.matchAll(/^\| `([\w.]+)`/gm) ?? []),
  ].map((match) => match[1]);
  expect(listed).toEqual(settingKeys);
});

it.each(HOSTED.map((row) => [row.hosted, row] as const))('%s: the test that shows it exists', (_, row) => {
  const source = readFileSync(fileURLToPath(new URL(`../../${row.file}`, import.meta.url)), 'utf8');
  const names = [...source.matchAll(/\b(?:it|test|describe)(?:\.each\([^)]*\))?\(\s*(['"`])(.*?)\1\s*,/gs)].map((match) => match[2] ?? '');
  expect(names.some((name) => name.includes(row.test))).toBe(true);
});
