// The line that moves while work goes on: how far it is, how long it will take, and never in the way of anything else.
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { widthOf } from '../../src/commands/format/width.ts';
import { memoryIo, type MemoryIo } from '../../src/commands/terminal/io.ts';
import { startProgress, type Progress } from '../../src/commands/terminal/progress.ts';

let drawn = '';
let io: MemoryIo;
let progress: Progress;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  const output = new PassThrough();
  drawn = '';
  output.on('data', (part: Buffer) => (drawn += part.toString('utf8')));
  io = memoryIo({ width: 60, terminal: { input: new PassThrough(), output } });
  progress = startProgress(io, { quiet: false });
});
afterEach(() => {
  progress.end();
  vi.useRealTimers();
});
const line = (): string => drawn.split('\r').at(-1)?.replace('\u001B[2K', '').slice(2) ?? '';

test('counters move, and say how long it will take once there is a pace', () => {
  progress.show('Invoices', { done: 0, of: 115 });
  expect(line()).toBe('Invoices: 0 of 115');
  vi.advanceTimersByTime(1000);
  progress.show('Invoices', { done: 5, of: 115 });
  expect(line()).toBe('Invoices: 5 of 115');
  vi.advanceTimersByTime(9000);
  progress.show('Invoices', { done: 37, of: 115 });
  expect(line()).toBe('Invoices: 37 of 115, about 20 s left');
  vi.advanceTimersByTime(20_000);
  progress.show('Invoices', { done: 115, of: 115 });
  expect(line()).toBe('Invoices: 115 of 115');
});

test('another kind of work has a pace of its own', () => {
  progress.show('Invoices', { done: 0, of: 10 });
  vi.advanceTimersByTime(60_000);
  progress.show('Payments', { done: 1, of: 1000 });
  expect(line()).toBe('Payments: 1 of 1000');
  vi.advanceTimersByTime(10_000);
  progress.show('Payments', { done: 11, of: 1000 });
  expect(line()).toBe('Payments: 11 of 1000, about 16 min left');
});

test('is one line whatever the letters, and none while another program has the screen', () => {
  progress.show('株式会社 日本 電気 '.repeat(9));
  expect(widthOf(line())).toBeLessThanOrEqual(57);
  io.drawn.isCovered = true;
  const before = drawn;
  vi.advanceTimersByTime(1000);
  expect(drawn).toBe(before);
});

test('it is wiped before anything else is written', () => {
  expect(io.drawn.wipe).toBeNull();
  progress.show('Reading');
  drawn = '';
  io.drawn.wipe?.();
  expect(drawn).toBe('\r\u001B[2K');
  progress.end();
  expect(io.drawn.wipe).toBeNull();
});
