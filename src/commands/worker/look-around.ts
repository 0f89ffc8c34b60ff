// What a worker looks at now and then: profiles that came, went or were changed, and those that wait for a person.
import { hostname } from 'node:os';
import type { FleetLedger } from '../../clients/ledger/fleet.ts';
import type { Planned, RunQueue } from '../../clients/queue/run-queue.ts';
import { instantAt } from '../../core/dates.ts';
import { NEVER_RUN, type FleetSeen, type FleetState } from '../../core/fleet/state.ts';
import { exitCodeOf } from '../program/exit.ts';
import type { Environment } from '../terminal/io.ts';
import { readFleet } from './profiles.ts';

/** A profile that no worker had among its own for so long is gone. */
const GONE_MS = 180_000;
/** What hasn't changed is said again so often: well before others take the profile for gone. */
const SAID_MS = 50_000;

export interface Around {
  readonly now: number;
  readonly names: readonly string[] | null;
  readonly url: string;
  readonly env: Environment;
  readonly ledger: FleetLedger;
  readonly queue: RunQueue;
  readonly printOf: (profile: string) => Promise<string>;
}

/** What came, went or was changed: the schedule follows, and who waited for a person goes on once something was done. */
export async function lookAround({ now, names, url, env, ledger, queue, printOf }: Around): Promise<void> {
  const [states, seen] = await Promise.all([ledger.states(), ledger.seen()]);
  const { planned, broken } = readFleet(names, url, env);
  const active: Planned[] = [];
  for (const one of planned) {
    const state = states.get(one.profile) ?? NEVER_RUN;
    const isParked = state.parkedAt !== null && !(await goesOn(one.profile, state, { ledger, printOf }));
    if (!isParked) active.push(one);
    // A new one, and one that waited for a person, needn't wait for its minute.
    if (!isParked && (state.parkedAt !== null || !seen.has(one.profile))) await queue.add(one);
  }
  for (const { profile, error } of broken) {
    const state = states.get(profile) ?? NEVER_RUN;
    const at = state.parkedAt ?? instantAt(now);
    if (state.ended?.trouble === error.message) continue;
    const ended = { at: instantAt(now), code: exitCodeOf(error), seconds: 0, trouble: error.message, fix: error.remedy };
    await ledger.saveState(profile, { ...state, ended, parkedAt: at, prints: { [hostname()]: '' } });
  }
  const here = new Set([...planned, ...broken].map(({ profile }) => profile));
  // Profiles of other hosts stay in the schedule as long as somebody has them.
  const next = await queue.plan(active, (profile) => here.has(profile) || now - Date.parse(seen.get(profile)?.seenAt ?? '') > GONE_MS);
  const news = [...here].flatMap((profile): [string, FleetSeen][] => {
    const at = next.get(profile);
    const one = { host: hostname(), seenAt: instantAt(now), nextAt: at === undefined ? null : instantAt(at.getTime()) };
    const was = seen.get(profile);
    const isSame = was !== undefined && was.nextAt === one.nextAt && now - Date.parse(was.seenAt) < SAID_MS;
    return isSame ? [] : [[profile, one]];
  });
  await ledger.saveSeen(new Map(news));
}

/** Does a profile that waited for a person go on? When its settings, its secrets or its holds aren't any more what they were. */
async function goesOn(profile: string, state: FleetState, { ledger, printOf }: Pick<Around, 'ledger' | 'printOf'>): Promise<boolean> {
  const [host, print] = [hostname(), await printOf(profile)];
  const was = state.prints[host];
  if (was === print) return false;
  // Another host parked it: from now on this one would see a change too.
  if (was === undefined) await ledger.saveState(profile, { ...state, prints: { ...state.prints, [host]: print } });
  else await ledger.saveState(profile, { ...state, parkedAt: null, prints: {} });
  return was !== undefined;
}
