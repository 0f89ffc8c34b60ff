// Limits inside a program and between programs, with a clock that a test moves.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Limiter } from '../../src/clients/http/limiter.ts';
import { shareLimits, type SharedLimits } from '../../src/clients/http/shared-limits.ts';
import type { Clock } from '../../src/core/ports.ts';

let folder: string;
let path: string;
const open: SharedLimits[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'limits-'));
  path = join(folder, 'limits.db');
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Time that passes only when somebody sleeps. */
function movable(start = 1_800_000_000_000): Clock & { time: number } {
  const clock = {
    time: start,
    now: () => clock.time,
    sleep: async (milliseconds: number) => {
      clock.time += milliseconds;
      await Promise.resolve();
    },
  };
  return clock;
}

function raise(error: unknown): never {
  throw error;
}

function program(clock: Clock, onTrouble: (error: unknown) => void = raise, pid?: number): SharedLimits {
  const shared = shareLimits(path, { clock, onTrouble, ...(pid === undefined ? {} : { pid }) });
  open.push(shared);
  return shared;
}

test('two programs together start no more a second than one may', async () => {
  const clock = movable();
  const limits = { concurrent: 100, perSecond: 4, perMinute: 60 };
  const starts: number[] = [];
  const limiters = [1, 2].map(() => new Limiter(limits, clock, program(clock).gate('quickbooks/1', limits)));
  for (let n = 0; n < 20; n += 1) {
    const leave = await limiters[n % 2]!.enter();
    starts.push(clock.time);
    leave();
  }
  for (const start of starts) expect(starts.filter((one) => one >= start && one < start + 1000).length).toBeLessThanOrEqual(4);
});

test('two programs together have no more calls under way than one may', () => {
  const clock = movable();
  const limits = { concurrent: 3 };
  const [a, b] = [program(clock).gate('autotask/invoices', limits), program(clock).gate('autotask/invoices', limits)];
  const passes = [a.tryEnter(), b.tryEnter(), a.tryEnter()];
  expect(passes.every((pass) => 'leave' in pass)).toBe(true);
  expect(b.tryEnter()).toHaveProperty('waitMs');
  expect(program(clock).gate('autotask/companies', limits).tryEnter()).toHaveProperty('leave');
  const [first] = passes;
  if (first && 'leave' in first) first.leave();
  expect(b.tryEnter()).toHaveProperty('leave');
});

test('the calls of a program that was killed do not count for ever', () => {
  const clock = movable();
  const limits = { concurrent: 1 };
  // No process has this number: the limit of Linux is below it.
  expect(
    program(clock, undefined, 2 ** 22 + 7)
      .gate('x', limits)
      .tryEnter(),
  ).toHaveProperty('leave');
  expect(program(clock).gate('x', limits).tryEnter()).toHaveProperty('leave');
});

test('a holder whose number was given to another process is forgotten after three minutes', () => {
  const clock = movable();
  const gate = program(clock).gate('x', { concurrent: 1 });
  expect(gate.tryEnter()).toHaveProperty('leave');
  expect(gate.tryEnter()).toHaveProperty('waitMs');
  clock.time += 200_000;
  expect(gate.tryEnter()).toHaveProperty('leave');
});

test('a clock that is set back an hour blocks nobody', async () => {
  const clock = movable();
  const limits = { concurrent: 10, perSecond: 2, perMinute: 4 };
  const limiter = new Limiter(limits, clock, program(clock).gate('quickbooks/1', limits));
  for (let n = 0; n < 4; n += 1) (await limiter.enter())();
  limiter.pause(60_000);
  clock.time -= 3_600_000;
  const before = clock.time;
  (await limiter.enter())();
  expect(clock.time - before).toBeLessThanOrEqual(61_000);
});

test('the file is readable by its owner alone', () => {
  program(movable()).gate('x', { concurrent: 1 }).tryEnter();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a file that cannot be used is told once, and the calls go on', () => {
  writeFileSync(path, 'no database at all, but long enough to be taken for one'.repeat(50));
  const troubles: unknown[] = [];
  const gate = program(movable(), (error) => troubles.push(error)).gate('x', { concurrent: 1 });
  expect(gate.tryEnter()).toHaveProperty('leave');
  expect(gate.tryEnter()).toHaveProperty('leave');
  expect(troubles).toHaveLength(1);
});
