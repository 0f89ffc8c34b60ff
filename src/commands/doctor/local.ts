// What `doctor` looks at on this machine: secrets, lock and ledger, disk, schedule, mail. Reads only.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { nameOf } from '../../clients/host/lock.ts';
import { withoutSecrets, type Secrets } from '../../clients/secrets/names.ts';
import { Calendar } from '../../core/calendar.ts';
import { ok, problem } from '../../core/checks/line.ts';
import { checkDisk, checkRuns, checkToken } from '../../core/checks/health.ts';
import { remark, type DoctorLine } from '../../core/checks/health-line.ts';
import { checkProbe } from '../../core/checks/probe.ts';
import type { Transfer } from '../../core/model/ledger.ts';
import { openJournal } from '../../core/probe/apply.ts';
import { foundKey } from '../../core/probe/journal.ts';
import { readKept } from '../../core/probe/report.ts';
import type { Context } from '../context/context.ts';
import type { Environment } from '../terminal/io.ts';
import { mailTrouble } from '../mail/send.ts';

const RUNS = 20;

/** The sealed secrets can be opened, and the sign-in in them is good for a while. */
export async function checkSecrets(context: Context): Promise<DoctorLine[]> {
  if (!(await context.vault.exists())) return [problem('secrets', 'nothing is connected yet', 'at2qbo connect')];
  const secrets: Secrets = await context.secrets();
  const token = secrets['quickbooks.token'];
  return [
    ok('secrets', await context.vault.describe()),
    ...(token === undefined
      ? [problem('sign-in', 'QuickBooks is not connected', 'at2qbo connect quickbooks')]
      : checkToken(token, context.settings.quickbooks.realmId, context.clock.now(), new Calendar(context.settings.invoices.timeZone))),
  ];
}

export interface LedgerFacts {
  readonly transfers: readonly Transfer[];
  readonly lines: readonly DoctorLine[];
}

/** Ledger, lock and the last runs. */
export async function checkLedger(context: Context): Promise<LedgerFacts> {
  const ledger = context.ledger('look');
  const [engine, runs, transfers] = await Promise.all([ledger.engine(), ledger.runs(RUNS), ledger.allTransfers()]);
  const open = await context.lockHolder();
  const holder = open && nameOf(open);
  const facts = { runs, transfers, holder, isAlive: open?.isAlive ?? null, now: context.clock.now() };
  return { transfers, lines: [...checkRuns(facts), ok('ledger engine', engine)] };
}

/** What a probe found, and what an interrupted one has left. */
export async function checkProbes(context: Context): Promise<DoctorLine[]> {
  const ledger = context.ledger('look');
  const { quickbooks, autotask } = context.settings;
  const kept = await Promise.all(
    (['quickbooks', 'autotask'] as const).map(async (service) => [service, readKept(await ledger.recall(foundKey(service)))] as const),
  );
  return checkProbe({
    journal: await openJournal(ledger),
    kept: kept.flatMap(([service, found]) => (found === null ? [] : [[service, found] as const])),
    of: { quickbooks: quickbooks.realmId, autotask: autotask.username },
    isSandbox: quickbooks.environment === 'sandbox' && quickbooks.realmId !== null,
  });
}

export function checkRoom(context: Context): DoctorLine {
  let { directory } = context.paths;
  while (!existsSync(directory) && dirname(directory) !== directory) directory = dirname(directory);
  const { bavail, bsize } = statfsSync(directory);
  return checkDisk(bavail * bsize, directory);
}

/** Signs in to the mail server; sends nothing. */
export async function checkMail(context: Context): Promise<DoctorLine> {
  const { host, port } = context.settings.mail;
  if (host === null) return ok('mail', 'not set up (mail.host): reports go to the screen and the log only');
  const trouble = await mailTrouble(context);
  return trouble === null ? ok('mail', `${host}:${port} lets us in`) : problem('mail', trouble.message, trouble.remedy);
}

/** Best effort: cron, systemd and Task Scheduler of this user and of the system. Somebody else's scheduler can't be seen. */
export async function checkSchedule(environment: Environment): Promise<DoctorLine> {
  const found = await scheduleOf(environment);
  if (found !== null) return ok('schedule', found);
  return remark(
    'schedule',
    'no entry found in cron, systemd or the Task Scheduler of this machine',
    'at2qbo schedule, if runs are to happen by themselves',
  );
}

async function scheduleOf(environment: Environment): Promise<string | null> {
  if (process.platform === 'win32')
    return (await says('schtasks', ['/query', '/fo', 'list'], environment)) ? 'in the Task Scheduler' : null;
  if (await says('crontab', ['-l'], environment)) return "in this user's crontab";
  const home = environment['HOME'] ?? homedir();
  for (const folder of ['/etc/cron.d', '/etc/systemd/system', join(home, '.config/systemd/user')]) {
    const file = namesUs(folder);
    if (file !== null) return file;
  }
  return isAbout('/etc/crontab') ? '/etc/crontab' : null;
}

async function says(program: string, args: readonly string[], environment: Environment): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)(program, [...args], { timeout: 3000, env: withoutSecrets(environment) });
    return mentions(stdout);
  } catch {
    return false; // no such program, or no table of this user: there is no entry there
  }
}

function namesUs(folder: string): string | null {
  if (!existsSync(folder)) return null;
  try {
    const files = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isFile());
    const file = files.find((one) => one.name.startsWith('at2qbo') || isAbout(join(folder, one.name)));
    return file === undefined ? null : join(folder, file.name);
  } catch {
    return null; // not for our eyes
  }
}

function isAbout(path: string): boolean {
  try {
    return mentions(readFileSync(path, 'utf8'));
  } catch {
    return false; // not there, or not for our eyes
  }
}

/** An entry that was commented out runs nothing. */
function mentions(table: string): boolean {
  return table.split('\n').some((line) => line.includes('at2qbo') && !line.trim().startsWith('#'));
}
