// Which profiles a worker takes, and which ledger they share.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readFleet, sharedLedger } from '../../../src/commands/worker/profiles.ts';
import { saveText } from '../../../src/config/store/save.ts';

const home = mkdtempSync(join(tmpdir(), 'at2qbo-worker-'));
const env = { AT2QBO_HOME: home };
const URL = 'postgres://at2qbo@db/books';
saveText({ profile: 'acme', env }, 'ledger.url', URL);
saveText({ profile: 'acme', env }, 'schedule.everyMinutes', '60');
saveText({ profile: 'beta', env }, 'ledger.url', URL);
saveText({ profile: 'alone', env }, 'invoices.lookBackDays', '20');
saveText({ profile: 'other', env }, 'ledger.url', 'postgres://at2qbo@db/others');
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('those with the shared ledger are taken, each with its own schedule', () => {
  expect(sharedLedger(['acme', 'beta', 'alone'], env)).toBe(URL);
  const { planned, broken } = readFleet(['acme', 'beta', 'alone'], URL, env);
  expect([planned.map((one) => one.profile), broken]).toEqual([['acme', 'beta'], []]);
  expect(planned[0]?.crons[0]?.cron).toMatch(/^\d+ \* \* \* \*$/);
});

test.each([
  [['nobody'], /there is no profile nobody/],
  [['alone'], /no profile here has a shared ledger/],
  [['acme', 'other'], /2 shared ledgers/],
  [null, /2 shared ledgers/],
])('refused: %j', (names, why) => {
  expect(() => sharedLedger(names, env)).toThrow(why);
});
