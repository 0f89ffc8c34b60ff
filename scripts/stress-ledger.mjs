// `node scripts/stress-ledger.mjs [--minutes 10]` after a build: one program writes a ledger, others look at it, log into it and it is backed up meanwhile.
// Ends with `pragma integrity_check` of ledger and backup, and with every save that was acknowledged found again; exit code 1 where one is missing.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const built = (name) => import(new URL(`../dist/src/clients/ledger/${name}.js`, import.meta.url).href);
const SIDE_BY_SIDE = 12;
const LOOKERS = 3;
const part = process.env.AT2QBO_STRESS_PART;

function transfer(id) {
  const at = new Date().toISOString();
  return {
    invoiceId: id,
    state: 'intent',
    generation: 0,
    requestId: `at2qbo-${id}`,
    draftHash: 'a'.repeat(64),
    documentType: 'Invoice',
    quickBooksId: null,
    docNumber: null,
    customerId: '58',
    company: 'Acme',
    date: '2026-02-28',
    total: null,
    tax: null,
    autotaskTotal: '1861.08',
    syncToken: null,
    wasAdopted: false,
    reasons: [],
    email: null,
    pdf: null,
    voiding: null,
    paidDate: null,
    runId: 'stress',
    createdAt: at,
    updatedAt: at,
  };
}
const line = (message, level = 'info') => ({
  at: new Date().toISOString(),
  runId: 'stress',
  level,
  message,
  invoiceId: null,
  facts: { text: 'x'.repeat(500) },
});

/** Saves until the time is over, as a run does; closes and opens anew now and then. Says how many saves were acknowledged. */
async function write(path, until) {
  const { openSqliteLedger } = await built('sqlite/sqlite');
  let id = 0;
  let backups = 0;
  while (Date.now() < until) {
    const ledger = openSqliteLedger(path, { profile: 'default', clock: Date });
    for (let turn = 0; turn < 200 && Date.now() < until; turn += 1) {
      const ids = Array.from({ length: SIDE_BY_SIDE }, () => (id += 1));
      for (const one of ids) ledger.write(line(`sent ${one}`));
      await Promise.all(ids.map((one) => ledger.save(transfer(one), { what: 'intent' }, { isPatient: true })));
    }
    await ledger.backup();
    backups += 1;
    await ledger.close();
  }
  return { saved: id, backups };
}

async function look(path, until) {
  const { openSqliteLedger } = await built('sqlite/sqlite');
  let looks = 0;
  while (Date.now() < until) {
    const ledger = openSqliteLedger(path, { profile: 'default', clock: Date, purpose: 'look' });
    await ledger.runs(5);
    await ledger.transferredCount();
    if (looks % 5 === 0) ledger.write(line('looked', 'error'));
    await ledger.read({ limit: 20 });
    await ledger.close();
    looks += 1;
  }
  return { looks };
}

if (part !== undefined) {
  const [path, until] = process.argv.slice(2);
  process.send(await (part === 'write' ? write : look)(path, Number(until)));
  process.disconnect();
} else {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
  const folder = mkdtempSync(join(tmpdir(), 'at2qbo-stress-'));
  const path = join(folder, 'ledger.db');
  const { openSqliteLedger } = await built('sqlite/sqlite');
  const { Connection, engineVersion } = await built('sqlite/engine');
  await openSqliteLedger(path, { profile: 'default', clock: Date }).close();
  const until = Date.now() + Number(values.minutes) * 60_000;
  const start = (name) =>
    new Promise((resolve, reject) => {
      const child = fork(fileURLToPath(import.meta.url), [path, String(until)], { env: { ...process.env, AT2QBO_STRESS_PART: name } });
      child.once('message', resolve);
      child.once('exit', (code) => (code === 0 ? null : reject(new Error(`the one that does ${name} ended with ${code}`))));
    });
  const [{ saved, backups }, ...lookers] = await Promise.all([start('write'), ...Array.from({ length: LOOKERS }, () => start('look'))]);
  const check = (file) =>
    new Connection(file)
      .all('pragma integrity_check')
      .map((row) => row.integrity_check)
      .join();
  const rows = new Connection(path).all('select count(*) as found from transfers')[0].found;
  const results = { ledger: check(path), backup: check(join(folder, 'ledger.backup.db')) };
  process.stdout.write(
    `SQLite ${engineVersion()}, ${values.minutes} minutes: ${saved} saves acknowledged, ${rows} found; ${lookers.reduce((sum, one) => sum + one.looks, 0)} looks, ${backups} backups; integrity_check: ledger ${results.ledger}, backup ${results.backup}\n`,
  );
  process.exitCode = rows === saved && results.ledger === 'ok' && results.backup === 'ok' ? 0 : 1;
  rmSync(folder, { recursive: true, force: true });
}
