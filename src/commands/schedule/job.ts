// What the scheduled run needs and a scheduler doesn't bring.
// Absolute paths, the variables that lead to this profile, a key that can be had without a session.
import { createHash } from 'node:crypto';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Vault } from '../../clients/secrets/vault.ts';
import { homeDirectory } from '../../config/paths.ts';
import type { Settings } from '../../core/settings.ts';
import { timetableOf } from '../../core/schedule/timetable.ts';
import { isExecutable } from '../../clients/host/executable.ts';
import { packageRoot } from '../version/package-root.ts';
import type { Environment } from '../terminal/io.ts';
import type { Job } from './render.ts';

export type Kind = 'cron' | 'systemd' | 'task-scheduler';

/** Something to know before it runs unattended. `stops`: it would fail each time, so it isn't installed. */
export interface Remark {
  readonly text: string;
  readonly fix: string;
  readonly stops: boolean;
}

/** Variables that change how the program reaches the world, and that a scheduler would drop. */
const CARRIED = ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'TZ'] as const;
/** Those of at2qbo that the job names itself, or that are only for `connect`. */
const OWN =
  /^AT2QBO_(?:HOME|PROFILE|SECRETS|SECRETS_KEY|SECRETS_KEY_FILE|AUTOTASK_SECRET|AUTOTASK_INTEGRATION_CODE|QUICKBOOKS_CLIENT_SECRET|QUICKBOOKS_REFRESH_TOKEN|MAIL_PASSWORD)$/;

export interface KeyPlace {
  readonly place: string;
  readonly keyFile: string | null;
}
/** As if it were the keychain: nothing of it is in the entry. */
const UNKNOWN: KeyPlace = { place: 'keychain', keyFile: null };

export interface JobFacts {
  /** Null: all profiles. */
  readonly profile: string | null;
  readonly env: Environment;
  /** Of each profile it runs. */
  readonly places: readonly KeyPlace[];
  readonly everyMinutes: number;
}

/** The job of this profile or of all, as things stand now. */
export function jobOf(facts: JobFacts): Job {
  const { profile, env, everyMinutes } = facts;
  // Where the profiles differ, each one's sealed file remembers the place of its key.
  const places = new Set(facts.places.map((one) => JSON.stringify(one)));
  const { place, keyFile } = places.size === 1 ? (facts.places[0] ?? UNKNOWN) : UNKNOWN;
  const home = homeDirectory(env);
  const carried = [...CARRIED, ...(place === 'command' ? (['PATH'] as const) : [])];
  return {
    profile,
    node: process.execPath,
    program: isExecutable() ? null : join(packageRoot().folder, 'dist/bin/at2qbo.js'),
    environment: {
      AT2QBO_HOME: home,
      ...(place === 'keychain' ? {} : { AT2QBO_SECRETS: place }),
      ...(keyFile === null ? {} : { AT2QBO_SECRETS_KEY_FILE: keyFile }),
      ...Object.fromEntries(carried.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []))),
    },
    timetable: timetableOf(
      everyMinutes,
      createHash('sha256')
        .update(`${home}\0${profile ?? ''}`)
        .digest()
        .readUInt16BE(),
    ),
    hasCredential: place === 'credential',
  };
}

/** Who the system's unit runs as. */
export function userName(): string {
  return userInfo().username;
}

/** What is in the way, and what is worth knowing; the worst first. */
export async function remarksOn(
  kind: Kind,
  job: Job,
  facts: { vault: Vault; env: Environment; settings: Settings; isSystem: boolean },
): Promise<Remark[]> {
  const { vault, env, settings, isSystem } = facts;
  const remark = (text: string, fix: string, stops = false): Remark => ({ text, fix, stops });
  const overrides = Object.keys(env).filter((name) => name.startsWith('AT2QBO_') && !OWN.test(name) && env[name] !== '');
  return [
    ...(kind === 'task-scheduler' ? [] : keyRemark(kind, (await vault.place()).place, toFile(job), isSystem)),
    ...((await vault.exists()) ? [] : [remark('nothing is connected yet, so each run would end with code 4', 'at2qbo connect')]),
    ...(job.program !== null && /[\\/]_npx[\\/]/.test(job.program)
      ? [remark(`${job.program} lies in npx’s cache, which is emptied at will`, 'npm install -g at2qbo, then: at2qbo schedule', true)]
      : []),
    ...(overrides.length === 0
      ? []
      : [remark(`not carried over into the entry: ${overrides.join(', ')}`, 'keep it as a setting: at2qbo settings set KEY VALUE')]),
    ...(settings.invoices.sync === 'off'
      ? [remark('invoices.sync is off: a scheduled run sends nothing', 'at2qbo settings set invoices.sync on')]
      : []),
    ...(settings.notify.healthcheckUrl === null
      ? [
          remark(
            'nobody is informed when runs stop coming',
            'at2qbo settings set notify.healthcheckUrl URL (healthchecks.io, or one of your own)',
          ),
        ]
      : []),
  ];
}

function toFile(job: Job): string {
  return `at2qbo connect --secrets file, with AT2QBO_SECRETS_KEY_FILE=${job.environment['AT2QBO_HOME'] ?? ''}.key and AT2QBO_SECRETS unset; then again: at2qbo schedule`;
}

function keyRemark(kind: 'cron' | 'systemd', place: string, fix: string, isSystem: boolean): Remark[] {
  if (place === 'env')
    return [{ text: 'the key of the secrets comes from AT2QBO_SECRETS_KEY, which must not be written into an entry', fix, stops: true }];
  if (place === 'credential' && kind === 'cron')
    return [
      {
        text: 'the key of the secrets is a systemd credential, which cron can’t give',
        fix: 'at2qbo schedule systemd --system',
        stops: true,
      },
    ];
  if (place !== 'keychain' || process.platform !== 'linux') return [];
  if (kind === 'cron' || isSystem)
    return [
      {
        text: `the key of the secrets is in the keychain, and ${kind === 'cron' ? 'cron' : 'a unit of the system'} has no session in which it is open`,
        fix: `${fix}; or a systemd credential: at2qbo connect --secrets credential`,
        stops: true,
      },
    ];
  return [
    { text: 'the key of the secrets is in the keychain: runs work only while you are logged in and it is unlocked', fix, stops: false },
  ];
}
