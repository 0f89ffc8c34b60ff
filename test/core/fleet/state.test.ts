// What happens to a profile after a run of the worker, by how it ended.
import { expect, test } from 'vitest';
import { nextOf, type RunEnding } from '../../../src/core/fleet/state.ts';

const ENDING: RunEnding = { code: 0, hasMore: false, isTakenOver: false, retryAfterSeconds: null, downs: 0 };

test.each<[string, Partial<RunEnding>, object]>([
  ['done', { code: 0 }, { kind: 'done' }],
  ['something is held', { code: 1 }, { kind: 'done' }],
  ['differences', { code: 3 }, { kind: 'done' }],
  ['documents are left over', { code: 1, hasMore: true }, { kind: 'again' }],
  ['another run is active', { code: 6 }, { kind: 'done' }],
  ['the lease of a worker that died still holds', { code: 6, isTakenOver: true }, { kind: 'later', seconds: 3 }],
  ['a service is down', { code: 5 }, { kind: 'later', seconds: 60 }],
  ['a service is down for the fourth time', { code: 5, downs: 3 }, { kind: 'later', seconds: 480 }],
  ['a service is down for days', { code: 5, downs: 40 }, { kind: 'later', seconds: 3600 }],
  ['a service that asks for ten minutes', { code: 5, retryAfterSeconds: 600 }, { kind: 'later', seconds: 600 }],
  ['a service that asks for less than the pause', { code: 5, downs: 3, retryAfterSeconds: 30 }, { kind: 'later', seconds: 480 }],
  ['a service that asks for a year', { code: 5, retryAfterSeconds: 31_536_000 }, { kind: 'later', seconds: 86_400 }],
  ['settings are refused', { code: 2 }, { kind: 'person' }],
  ['the connection has ended', { code: 4 }, { kind: 'person' }],
  ['the books are protected', { code: 7 }, { kind: 'person' }],
  ['a bug', { code: 70 }, { kind: 'person' }],
  ['its thread was ended', { code: null }, { kind: 'person' }],
  ['stopped by a signal', { code: 143, hasMore: true }, { kind: 'later', seconds: 0 }],
])('%s', (_, ending, next) => {
  expect(nextOf({ ...ENDING, ...ending })).toEqual(next);
});
