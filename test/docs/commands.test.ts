// Every command that is offered has its page and stands in the index; what pages show of the command line is there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { settingKeys } from '../../src/config/schema/schema.ts';
import { COMMANDS_PAGE, commandsPage, offered } from '../../scripts/docs-commands.ts';

const DOCS = fileURLToPath(new URL('../../docs', import.meta.url));
const GLOBAL = [
  '--profile',
  '--json',
  '--quiet',
  '--verbose',
  '--no-color',
  '--help',
  '--version',
  '--all-profiles',
  '--jobs',
  '--share',
  '--metrics',
];
const commands = offered.filter(({ name }) => !name.includes(' '));

test('docs/commands.md is what scripts/docs-commands.ts makes of the commands', async () => {
  await expect(commandsPage()).toMatchFileSnapshot(COMMANDS_PAGE);
});

test.each(commands.map(({ name }) => name))('%s has a page of its own', (name) => {
  expect(existsSync(join(DOCS, 'commands', `${name}.md`))).toBe(true);
});

describe('the pages', () => {
  const files = readdirSync(DOCS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  const pages = files.map((name) => [name, readFileSync(join(DOCS, name), 'utf8')] as const);
  const flags = (text: string): string[] => [...text.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map((one) => one[0]);
  const known = new Set([...offered.flatMap(({ options = [] }) => options.flatMap((one) => flags(one.flags))), ...GLOBAL]);
  const names = new Set([...offered.flatMap(({ name }) => name.split(' ')), 'help']);

  test.each(pages)('%s shows no command and no option that doesn’t exist', (_, text) => {
    const lines = [...text.matchAll(/(?:`|^\$ |^)at2qbo ([a-z-]+)([^\n`]*)/gm)];
    expect(lines.map((one) => one[1] ?? '').filter((name) => !names.has(name))).toEqual([]);
    expect(lines.flatMap((one) => flags(one[2]?.split(/[|;&]|\$ /)[0] ?? '')).filter((flag) => !known.has(flag))).toEqual([]);
  });

  test.each(pages)('%s links only to files that are there', (name, text) => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((one) => one[1] ?? '');
    expect(links.filter((link) => !existsSync(join(DOCS, name, '..', link)))).toEqual([]);
  });
});

test('parity.md: each row of the comparison names commands and settings that exist', () => {
  const [, others = ''] = readFileSync(join(DOCS, 'parity.md'), 'utf8').split('## Beside the others');
  const rows = others.split('\n').filter((line) => line.startsWith('| '));
  expect(rows.length).toBeGreaterThan(25);
  const named = rows.flatMap((row) => [...(row.split('|')[2] ?? '').matchAll(/`([^`]+)`/g)].map((one) => one[1] ?? ''));
  const isThere = (name: string): boolean => {
    if (name.startsWith('--')) return GLOBAL.includes(name.split(' ')[0] ?? '');
    const [word = ''] = name.split(' ');
    if (!word.includes('.')) return commands.some((one) => one.name === word);
    return settingKeys.some((key) => (word.endsWith('*') ? key.startsWith(word.slice(0, -1)) : key === word));
  };
  expect(named.filter((name) => !isThere(name))).toEqual([]);
});
