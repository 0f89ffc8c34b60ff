// What a person is told to type: the name where the shell finds this program under it, else how it was started.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownCommand } from '../../src/commands/version/own-command.ts';

let folder = '';
const at = (...path: string[]): string => join(folder, ...path);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'at2qbo-own-'));
  for (const one of ['bin', 'other', 'repo/dist', 'repo/node_modules/.bin']) mkdirSync(at(one), { recursive: true });
  for (const one of ['repo/dist/at2qbo.js', 'other/at2qbo']) writeFileSync(at(one), '');
  for (const one of ['bin/at2qbo', 'repo/node_modules/.bin/at2qbo']) symlinkSync(at('repo/dist/at2qbo.js'), at(one));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['installed: a link on the PATH', 'bin', 'at2qbo'],
  ['another program of that name', 'other', 'node dist/at2qbo.js'],
  ['npm run: its own PATH counts for nothing', 'repo/node_modules/.bin', 'node dist/at2qbo.js'],
  ['nothing on the PATH', 'repo', 'node dist/at2qbo.js'],
])('%s', (_, path, wanted) => {
  expect(ownCommand({ PATH: at(path), INIT_CWD: at('repo') }, at('repo/dist/at2qbo.js'))).toBe(wanted);
});

test('from elsewhere by its whole path, quoted where it must be; npx by npx', () => {
  expect(ownCommand({ INIT_CWD: '/' }, '/srv/my programs/at2qbo.js')).toBe('node "srv/my programs/at2qbo.js"');
  expect(ownCommand({ INIT_CWD: at('bin') }, at('repo/dist/at2qbo.js'))).toBe(`node ${at('repo/dist/at2qbo.js')}`);
  expect(ownCommand({}, '/home/me/.npm/_npx/abc/node_modules/at2qbo/dist/bin/at2qbo.js')).toBe('npx at2qbo');
});
