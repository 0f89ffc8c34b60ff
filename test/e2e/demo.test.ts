// `demo` and `sandbox` as a newcomer meets them: an empty HOME, no terminal, no settings.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runBin } from './support.ts';

test('the demo accounts for every invoice, creates nothing twice, and leaves nothing behind', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'demo-'));
  try {
    const done = await runBin(['demo'], { env: { HOME: directory, TMPDIR: directory, COLUMNS: '60' }, timeoutMs: 120_000 });
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).not.toContain('\u001b');
    expect(done.out).toContain('120 invoices in Autotask = ');
    expect(done.out).toContain('the second sync created 0');
    expect(done.out).not.toContain('NOT SO');
    expect(readdirSync(directory)).toEqual([]);
    // What it says comes next can be typed as it stands.
    const [next = ''] = /^ {2}(.* sync --dry-run)$/m.exec(done.out) ?? [];
    const typed = spawnSync('sh', ['-c', next], { env: { HOME: directory, PATH: process.env['PATH'] }, encoding: 'utf8' });
    expect([typed.status, typed.stderr]).toEqual([4, expect.stringContaining('Autotask is not connected') as string]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('the sandbox says where it is as one JSON document, and ends with 0 when it is interrupted', async () => {
  const done = await runBin(['sandbox', '--json', '--invoices', '20'], {
    onOut: (out, child) => void (out.endsWith('}\n') && child.kill('SIGINT')),
  });
  expect(done.code).toBe(0);
  expect(JSON.parse(done.out)).toMatchObject({
    settings: { 'endpoints.quickbooks': expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string },
    environment: { AT2QBO_SECRETS: 'env' },
    invoices: 20,
  });
});

test('a fault or a fact that isn’t one is refused', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'at2qbo-facts-')), 'facts.json');
  writeFileSync(file, '{"sort-by-id": "perhaps"}');
  const wrong = await runBin(['sandbox', '--facts', file]);
  expect([wrong.code, wrong.err]).toEqual([
    2,
    expect.stringContaining('sort-by-id: not "perhaps", but one of ignored, honoured, refused') as string,
  ]);
  const done = await runBin(['sandbox', '--fault', 'sometimes']);
  expect(done.code).toBe(2);
  expect(done.err).toContain('sometimes');
});
