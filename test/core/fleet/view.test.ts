// A fleet at a glance: who stands where, and who comes first.
import { expect, test } from 'vitest';
import { fleetView, type FleetFacts } from '../../../src/core/fleet/view.ts';
import type { FleetState } from '../../../src/core/fleet/state.ts';
import { NEVER_RUN } from '../../../src/core/fleet/state.ts';
import { instantAt } from '../../../src/core/dates.ts';

const NOW = Date.parse('2026-07-31T12:00:00Z');
const ago = (minutes: number): ReturnType<typeof instantAt> => instantAt(NOW - minutes * 60_000);
const ended = (code: number): FleetState['ended'] => ({
  at: ago(5),
  code,
  seconds: 1,
  trouble: code === 0 ? '' : `trouble ${code}`,
  fix: 'at2qbo connect',
});
const FINE: FleetFacts = {
  profile: 'fine',
  seen: { host: 'books1', seenAt: ago(1), nextAt: ago(-10) },
  state: { ...NEVER_RUN, ended: ended(0) },
  tokenEndsAt: NOW + 90 * 86_400_000,
  autotaskLeft: 8000,
  held: 0,
  failed: 0,
  openSince: null,
  lastSuccessAt: ago(5),
  lastExitCode: 0,
  runningOn: null,
};

test.each<[string, Partial<FleetFacts>, string]>([
  ['all is well', {}, 'ok'],
  ['waits for a person', { state: { ...NEVER_RUN, ended: ended(4), parkedAt: ago(60) } }, 'needs-person'],
  ['a service is down', { state: { ...NEVER_RUN, ended: ended(5) } }, 'failing'],
  ['its turn was eleven minutes ago', { seen: { host: 'books1', seenAt: ago(1), nextAt: ago(11) } }, 'late'],
  ['its turn was a moment ago', { seen: { host: 'books1', seenAt: ago(1), nextAt: ago(2) } }, 'ok'],
  ['something failed', { failed: 1, held: 2 }, 'failed'],
  ['something is held', { held: 2 }, 'held'],
  ['the sign-in ends within the week', { tokenEndsAt: NOW + 6 * 86_400_000 }, 'held'],
  ['never ran', { state: null, lastSuccessAt: null, lastExitCode: null }, 'new'],
  ['run by somebody else, without a worker', { state: null, seen: null, lastExitCode: 7 }, 'failing'],
])('%s', (_, facts, standing) => {
  expect(fleetView({ profiles: [{ ...FINE, ...facts }], metered: [], now: NOW }).profiles[0]?.standing).toBe(standing);
});

test('the one with the most trouble comes first, then the one whose last success is oldest', () => {
  const profiles = [
    FINE,
    { ...FINE, profile: 'older', lastSuccessAt: ago(500) },
    { ...FINE, profile: 'held', held: 1 },
    { ...FINE, profile: 'parked', state: { ...NEVER_RUN, ended: ended(4), parkedAt: ago(60) } },
  ];
  const view = fleetView({ profiles, metered: [{ clientId: 'app', reads: 499_000, limit: 500_000 }], now: NOW });
  expect(view.profiles.map((row) => row.profile)).toEqual(['parked', 'held', 'older', 'fine']);
  expect(view.profiles[0]).toMatchObject({ trouble: 'trouble 4', fix: 'at2qbo connect', since: ago(60), tokenDaysLeft: 90, ageMinutes: 5 });
  expect(view.budgets).toEqual([{ clientId: 'app', used: 499_000, limit: 500_000, left: 1000, endsOn: '2026-07-31' }]);
});
