// `at2qbo schedule [KIND]`: the entry that runs `sync --quiet`: printed, installed (cron, systemd) or removed.
// What was installed is remembered for `status`.
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { changeCrontab } from '../../clients/host/crontab.ts';
import { readUnit, removeUnits, systemctl, writeUnits } from '../../clients/host/systemd-user.ts';
import { instantAt } from '../../core/dates.ts';
import { ConfigError, UsageError } from '../../core/errors.ts';
import { nextRun, parseEvery, readSchedule, sayTimes, SCHEDULE, type Schedule } from '../../core/schedule/timetable.ts';
import { chooseProfile } from '../../config/paths.ts';
import { hostTimeZone } from '../../config/host-time-zone.ts';
import { systemClock } from '../../clients/host/clock.ts';
import { Calendar } from '../../core/calendar.ts';
import { chosenProfiles } from '../fleet/choice.ts';
import type { Environment } from '../terminal/io.ts';
import { print, printError } from '../terminal/print.ts';
import { withContext, type Context } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import { cronEntry, cronMarks, jobName, systemdUnits, windowsTask, type Job, type Unit } from './render.ts';
import { jobOf, remarksOn, userName, type Kind, type Remark } from './job.ts';
import type { Invocation } from '../program/spec.ts';

type Remember = (schedule: Schedule | null) => Promise<void>;

interface Flags {
  readonly install?: boolean;
  readonly remove?: boolean;
  readonly every?: string;
  readonly system?: boolean;
}

export async function run(invocation: Invocation): Promise<number> {
  const flags: Flags = invocation.options;
  const kind = chooseKind(invocation.args[0]);
  const everyMinutes = parseEvery(flags.every ?? '15m');
  if (everyMinutes === null)
    throw new UsageError(
      `--every can't be ${flags.every ?? ''}`,
      'what divides the hour or the day: 5m 6m 10m 12m 15m 20m 30m 1h 2h 3h 4h 6h 8h 12h 1d',
    );
  if (flags.install === true && flags.remove === true)
    throw new UsageError('--install and --remove can’t both be meant', 'give one of them');
  if (flags.system === true && kind !== 'systemd') throw new UsageError('--system is for systemd', 'at2qbo schedule systemd --system');
  const changes = flags.install === true || flags.remove === true;
  if (changes && (flags.system === true || kind === 'task-scheduler'))
    throw new UsageError(
      flags.system === true
        ? 'units of the whole system are printed, not installed'
        : 'a task of the Task Scheduler is printed, not installed',
      `at2qbo schedule ${kind}${flags.system === true ? ' --system' : ''}, then follow what it says`,
    );
  const isAll = invocation.globals.allProfiles === true;
  if (isAll && invocation.globals.profile !== undefined)
    throw new UsageError('--profile and --all-profiles contradict each other', 'give one of them');
  const { env } = invocation.io;
  const profiles = isAll ? chosenProfiles({ names: null, jobs: 1, share: null }, env) : [chooseProfile(invocation.globals.profile, env)];
  const places = await each(invocation, profiles, ({ vault }) => vault.place());
  const job = jobOf({ profile: isAll ? null : (profiles[0] ?? ''), env, places, everyMinutes });
  const isSystem = flags.system === true;
  const remarks = await each(invocation, profiles, ({ vault, settings }) => remarksOn(kind, job, { vault, env, settings, isSystem }));
  const all = isAll ? together(profiles, remarks) : remarks.flat();
  // What `status` shows of each profile.
  const remember = async (schedule: Schedule | null): Promise<void> => {
    await each(invocation, profiles, async (context) => {
      if (schedule === null && readSchedule(await context.ledger().recall(SCHEDULE))?.kind !== kind) return;
      await context.ledger().remember(SCHEDULE, schedule === null ? null : JSON.stringify(schedule));
    });
  };
  if (flags.remove === true) return removeEntry(invocation, kind, job, remember);
  if (flags.install === true) return install(invocation, kind, job, all, remember);
  return show(invocation, kind, job, all, isSystem);
}

/** Asks each profile in turn. */
async function each<T>(invocation: Invocation, profiles: readonly string[], ask: (context: Context) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (const profile of profiles) answers.push(await withContext({ ...invocation, globals: { ...invocation.globals, profile } }, ask));
  return answers;
}

/** What is so of several is said once, with their names. */
function together(profiles: readonly string[], remarks: readonly (readonly Remark[])[]): Remark[] {
  const found = new Map<string, { readonly remark: Remark; readonly of: string[] }>();
  for (const [n, list] of remarks.entries())
    for (const remark of list) {
      const known = found.get(remark.text) ?? { remark, of: [] };
      known.of.push(profiles[n] ?? '');
      found.set(remark.text, known);
    }
  return [...found.values()].map(({ remark, of }) =>
    of.length === profiles.length ? remark : { ...remark, text: `${of.join(', ')}: ${remark.text}` },
  );
}

function chooseKind(asked: string | undefined): Kind {
  if (asked === 'cron' || asked === 'systemd' || asked === 'task-scheduler') return asked;
  if (process.platform === 'win32') return 'task-scheduler';
  return existsSync('/run/systemd/system') ? 'systemd' : 'cron';
}

function filesOf(kind: Kind, job: Job, isSystem: boolean): readonly Unit[] {
  if (kind === 'cron') return [{ name: 'crontab', text: cronEntry(job) }];
  if (kind === 'systemd') return systemdUnits(job, isSystem ? userName() : null);
  return [{ name: `${jobName(job)}.xml`, text: windowsTask(job) }];
}

/** The entry on stdout, how to put it in place and what is worth knowing on stderr. */
function show({ io, globals }: Invocation, kind: Kind, job: Job, remarks: readonly Remark[], isSystem: boolean): number {
  const files = filesOf(kind, job, isSystem);
  const steps = stepsFor(kind, job, isSystem);
  if (globals.json) {
    io.json({ profile: job.profile, kind, every: sayTimes(job.timetable), files, steps, remarks });
    return EXIT.done;
  }
  for (const { name, text } of files) io.out(`${files.length > 1 ? `# ${name}\n` : ''}${text.trimEnd()}${files.length > 1 ? '\n' : ''}`);
  if (!globals.quiet)
    for (const step of [...steps, `Once it is in place it would run next ${sayNext(job, systemClock.now())}.`]) printError(io, [step]);
  sayRemarks(io, remarks);
  return EXIT.done;
}

function stepsFor(kind: Kind, job: Job, isSystem: boolean): string[] {
  const name = jobName(job);
  const all = job.profile === null ? ' --all-profiles' : '';
  if (kind === 'cron') return [`Printed only. To put it into your crontab: at2qbo schedule cron --install${all}`];
  if (kind === 'task-scheduler')
    return [
      `Save it as ${name}.xml on the Windows machine where at2qbo is connected (printed there, its paths are right), then in PowerShell:`,
      `  Register-ScheduledTask -TaskName "${name}" -Xml (Get-Content ${name}.xml -Raw)`,
      'It runs while you are logged on. To run it always, give your account: -User NAME -Password …; to take it out: Unregister-ScheduledTask.',
    ];
  if (!isSystem) return [`Printed only. To install it for your own systemd: at2qbo schedule systemd --install${all}`];
  return [
    `As root: put both files into /etc/systemd/system, then: systemctl daemon-reload && systemctl enable --now ${name}.timer`,
    ...(job.hasCredential
      ? ['The key: openssl rand -hex 32 | systemd-creds encrypt --name=at2qbo.key - /etc/credstore.encrypted/at2qbo.key']
      : []),
  ];
}

async function install({ io, globals }: Invocation, kind: Kind, job: Job, remarks: readonly Remark[], remember: Remember): Promise<number> {
  const stop = remarks.find((one) => one.stops);
  if (stop) throw new ConfigError(`${stop.text}: nothing was installed`, stop.fix);
  const notes: string[] = [];
  const places = kind === 'cron' ? [await installCron(job, io.env)] : await installUnits(job, io.env, notes);
  const isRunning = notes.length === 0;
  const now = systemClock.now();
  const schedule: Schedule = {
    kind: kind === 'cron' ? 'cron' : 'systemd',
    host: hostname(),
    installedAt: instantAt(now),
    ...job.timetable,
  };
  if (isRunning) await remember(schedule);
  if (globals.json) io.json({ profile: job.profile, kind, every: sayTimes(job.timetable), installed: places, isRunning, notes, remarks });
  else {
    if (!globals.quiet) for (const place of places) io.out(`Installed: ${place}`);
    if (isRunning && !globals.quiet)
      print(io, [`Runs ${sayTimes(job.timetable)}, next ${sayNext(job, now)}; at2qbo status shows the next one.`]);
    for (const note of notes) io.err(note);
    sayRemarks(io, remarks);
  }
  return isRunning ? EXIT.done : EXIT.needsPerson;
}

async function installCron(job: Job, env: Environment): Promise<string> {
  const isNew = await changeCrontab(cronMarks(job), cronEntry(job), env);
  return `an entry in your crontab${isNew ? '' : ' (it was there already)'}`;
}

async function installUnits(job: Job, env: Environment, notes: string[]): Promise<string[]> {
  const units = systemdUnits(job, null);
  for (const { name } of units) refuseForeign(name, job, env);
  const paths = writeUnits(units, env);
  const timer = `${jobName(job)}.timer`;
  const trouble =
    (await systemctl(['daemon-reload'], env)) ??
    (await systemctl(['enable', '--now', timer], env)) ??
    (await systemctl(['restart', timer], env));
  if (trouble !== null)
    notes.push(
      `The files are in place, but your systemd could not be asked to start the timer (${trouble}).`,
      `Log in as this user, then: systemctl --user daemon-reload && systemctl --user enable --now ${timer}`,
    );
  return paths;
}

/** The same profile name under another AT2QBO_HOME has the same unit's name: one must not take the other's place. */
function refuseForeign(name: string, job: Job, env: Environment): void {
  const text = readUnit(name, env);
  if (text === null || !name.endsWith('.service') || systemdUnits(job, null)[0].text.includes(homeLine(text))) return;
  throw new ConfigError(
    `${name} is there already and runs another folder of settings (${homeLine(text) || 'unknown'})`,
    'give this one a profile name of its own (--profile), or print the units and name them yourself: at2qbo schedule systemd',
  );
}

function homeLine(text: string): string {
  return /^Environment="?AT2QBO_HOME=.*$/m.exec(text)?.[0] ?? '\0';
}

async function removeEntry({ io, globals }: Invocation, kind: Kind, job: Job, remember: Remember): Promise<number> {
  const { env } = io;
  const removed: string[] = [];
  if (kind === 'cron') {
    if (await changeCrontab(cronMarks(job), null, env)) removed.push('the entry in your crontab');
  } else {
    const names = systemdUnits(job, null).map(({ name }) => name);
    for (const name of names) refuseForeign(name, job, env);
    const timer = `${jobName(job)}.timer`;
    if (readUnit(timer, env) !== null) await systemctl(['disable', '--now', timer], env); // without a session nothing runs
    removed.push(...removeUnits(names, env));
    if (removed.length > 0) await systemctl(['daemon-reload'], env);
  }
  await remember(null);
  if (globals.json) io.json({ profile: job.profile, kind, removed });
  else if (!globals.quiet) {
    for (const one of removed) io.out(`Removed: ${one}`);
    if (removed.length === 0)
      io.out(
        `There was none for ${job.profile === null ? 'all profiles' : `profile ${job.profile}`} in ${kind === 'cron' ? 'your crontab' : 'your systemd'}.`,
      );
  }
  return EXIT.done;
}

/** `on 2026-03-29 at 05:07 (Europe/Berlin)`, as the clock on the wall will show it then. */
function sayNext({ timetable }: Job, now: number): string {
  const next = nextRun(timetable, now, (instant) => -new Date(instant).getTimezoneOffset());
  const calendar = new Calendar(hostTimeZone());
  return `on ${calendar.minuteOf(instantAt(next)).replace(' ', ' at ')} (${hostTimeZone()})`;
}

function sayRemarks(io: Invocation['io'], remarks: readonly Remark[]): void {
  for (const { text, fix } of remarks) {
    printError(io, [`! ${text}`, `  fix: ${fix}`]);
  }
}
