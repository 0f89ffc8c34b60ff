// The commit rule: what the hook lets through and what it sends back.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

function judge(message: string): { readonly code: number | null; readonly said: string } {
  const folder = mkdtempSync(join(tmpdir(), 'at2qbo-commit-'));
  try {
    const file = join(folder, 'COMMIT_EDITMSG');
    writeFileSync(file, message);
    const { status, stderr } = spawnSync(process.execPath, ['scripts/commit-message.mjs', file], { encoding: 'utf8' });
    return { code: status, said: stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([
  'ledger: share commits\n\nFour durable commits a document are three too many.\n',
  'core, commands: move files into rooms\n\nWhy.\n# Please enter the commit message',
  "Merge branch 'x'",
])('let through: %j', (message) => {
  expect(judge(message)).toEqual({ code: 0, said: '' });
});

test.each([
  ['Fixed it\n\nWhy.', 'area: summary'],
  [`core: ${'x'.repeat(80)}\n\nWhy.`, 'at most 72'],
  ['core: it is a sentence.\n\nWhy.', 'full stop'],
  ['core: no body', 'body says why'],
  ['core: second line\nis not empty', 'second line'],
])('sent back: %j', (message, why) => {
  const { code, said } = judge(message);
  expect(code).toBe(1);
  expect(said).toContain(why);
});
