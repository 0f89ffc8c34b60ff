// When a run ends between two documents: the same refusal ten times, a signal.
import { expect, test } from 'vitest';
import { Brake } from '../../../src/core/run/brake.ts';

const refuse = (brake: Brake, times: number, code = '6000'): void => {
  for (let n = 0; n < times; n += 1) brake.fault(code, 'rejected', 'no');
};

test('nine refusals for the same reason go on, the tenth stops the run with code 7', () => {
  const brake = new Brake();
  refuse(brake, 9);
  expect(brake.cause).toBeNull();
  refuse(brake, 1);
  expect(brake.cause?.kind).toBe('integrity');
});

test('a document that went through, or another reason, breaks the streak', () => {
  const brake = new Brake();
  refuse(brake, 9);
  brake.calm();
  refuse(brake, 9);
  refuse(brake, 9, '6240');
  expect(brake.cause).toBeNull();
});

test('ten documents without an answer stop the run as something that passes', () => {
  const brake = new Brake();
  for (let n = 0; n < 10; n += 1) brake.fault('QuickBooks', 'temporary', 'silence');
  expect(brake.cause?.kind).toBe('temporary');
});

test('what goes through after the tenth refusal does not put ERROR on the ten', () => {
  const brake = new Brake();
  refuse(brake, 10);
  brake.calm();
  expect(brake.isStreakOf('6000')).toBe(true);
  expect(brake.isStreakOf('6240')).toBe(false);
});

test('refusals of Autotask are told as such', () => {
  const brake = new Brake();
  for (let n = 0; n < 10; n += 1) brake.fault('500', 'rejected', 'read-only', 'Autotask');
  expect(brake.cause?.message).toContain('Autotask refused');
});

test('never more documents are in hand than may still be refused: ten fail, not ten and what was on its way', async () => {
  const brake = new Brake();
  let failed = 0;
  const work = async (): Promise<void> => {
    const leave = await brake.turn();
    try {
      if (brake.cause) return;
      await Promise.resolve();
      failed += 1;
      brake.fault('6000', 'rejected', 'no');
    } finally {
      leave();
    }
  };
  await Promise.all(Array.from({ length: 40 }, () => work()));
  expect(failed).toBe(10);
});

test('a signal lets those who wait for their turn go home', async () => {
  const brake = new Brake();
  for (let n = 0; n < 10; n += 1) await brake.turn();
  const waiting = brake.turn();
  brake.signal('SIGTERM');
  await waiting;
  expect(brake.cause?.kind).toBe('stopped');
});
