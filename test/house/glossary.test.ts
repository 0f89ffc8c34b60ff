// One word a thing: a folder of core, commands and clients is called by a word of the glossary.
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';

const page = readFileSync('docs/glossary.md', 'utf8');
const words = new Set([...page.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) => cell.split(',').map((word) => word.trim())));
const ROOTS = ['src/core', 'src/commands', 'src/clients'];
const folders = ROOTS.flatMap((root) =>
  readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [basename(one.name)] : [])),
);

test('every folder’s name is in the glossary', () => {
  expect(folders.length).toBeGreaterThan(30);
  expect([...new Set(folders)].filter((folder) => !words.has(folder)).sort()).toEqual([]);
});

test('no folder is called by a word that says nothing', () => {
  const empty =
    /^Not used in names: ([^.]+)\./m
      .exec(page)?.[1]
      ?.split(',')
      .map((word) => word.trim()) ?? [];
  expect(empty).toContain('helper');
  expect(folders.filter((folder) => empty.includes(folder))).toEqual([]);
});

test.each(ROOTS)('the map of %s names every room', (root) => {
  const map = readFileSync(`${root}/README.md`, 'utf8');
  const rooms = readdirSync(root, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [`${one.name}/`] : []));
  expect(rooms.filter((room) => !map.includes(`\`${room}`))).toEqual([]);
});
