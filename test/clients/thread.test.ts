// A thread that runs calls: what fails, leaks or hangs there ends that call alone, and the next one finds a fresh thread.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { createThread, type Thread, type ThreadOptions } from '../../src/clients/host/thread.ts';

const folder = mkdtempSync(join(tmpdir(), 'at2qbo-thread-'));
const script = join(folder, 'calls.mjs');
writeFileSync(
  script,
  `import { parentPort, threadId } from 'node:worker_threads';
setInterval(() => parentPort.postMessage({ kind: 'beat' }), 20).unref();
const kept = [];
parentPort.on('message', async (message) => {
  if (message.kind === 'signal') return process.emit(message.name, message.name);
  const [how] = message.args;
  const end = (code, heapMb = 1) => parentPort.postMessage({ kind: 'end', code, out: String(threadId), heapMb });
  if (how === 'ok') end(0);
  if (how === 'grown') end(0, 500);
  if (how === 'warn') { process.stderr.write('a line\\n'); setTimeout(() => end(1), 100); }
  if (how === 'crash') setTimeout(() => { throw new Error('thrown by nobody'); }, 0);
  if (how === 'reject') void Promise.reject(new Error('rejected by nobody'));
  if (how === 'leak') for (;;) kept.push(Array.from({ length: 10_000 }, (_, n) => ({ n })));
  if (how === 'loop') for (;;);
  if (how === 'wait') return;
  if (how === 'busy') { for (let n = 0; n < 12; n += 1) { await new Promise((next) => setTimeout(next, 50)); parentPort.postMessage({ kind: 'sign' }); } end(0); }
  if (how === 'signal') process.on('SIGTERM', () => end(143));
});`,
);

const threads: Thread[] = [];
const make = (options: Partial<ThreadOptions> = {}): Thread => {
  const thread = createThread({ script, heapMb: 64, tickMs: 50, mostWithoutBeat: 40, mostWithoutSign: 200, ...options });
  threads.push(thread);
  return thread;
};
const call = (thread: Thread, how: string, lines: string[] = []): ReturnType<Thread['call']> =>
  thread.call({ args: [how], env: {}, onLine: (line) => lines.push(line) });

afterEach(async () => {
  await Promise.all(threads.splice(0).map((one) => one.end('test over')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('one thread runs call after call', async () => {
  const thread = make();
  const [first, second] = [await call(thread, 'ok'), await call(thread, 'ok')];
  expect([first.code, first.trouble]).toEqual([0, null]);
  expect(second.out).toBe(first.out);
});

test('a thread that has grown is replaced before the next call', async () => {
  const thread = make();
  const [first, second] = [await call(thread, 'grown'), await call(thread, 'ok')];
  expect(second.code).toBe(0);
  expect(second.out).not.toBe(first.out);
});

test('what is written past the program comes as lines', async () => {
  const lines: string[] = [];
  expect((await call(make(), 'warn', lines)).code).toBe(1);
  expect(lines).toEqual(['a line']);
});

test.each([
  ['crash', /thrown by nobody/],
  ['reject', /rejected by nobody/],
  ['leak', /more than 64 MB of memory/],
])('a call that ends its thread (%s) is told why, and the next one works', async (how, why) => {
  const thread = make({ mostWithoutBeat: 1000 }); // a leak takes its time to fill the memory on a busy machine
  const end = await call(thread, how);
  expect(end).toEqual({ code: null, trouble: expect.stringMatching(why), out: '' });
  expect((await call(thread, 'ok')).code).toBe(0);
});

test('a call that blocks its thread is ended', async () => {
  const thread = make({ mostWithoutBeat: 10 });
  expect((await call(thread, 'loop')).trouble).toBe('it did not respond for 0.5 s, and was ended');
  expect((await call(thread, 'ok')).code).toBe(0);
});

test('a call that waits without getting on is ended; one that gets on slowly is not', async () => {
  const thread = make({ mostWithoutSign: 8 });
  expect((await call(thread, 'wait')).trouble).toBe('it got no further for 0.4 s, and was ended');
  expect((await call(thread, 'busy')).code).toBe(0);
});

test('a signal reaches whoever listens for it in the thread', async () => {
  const thread = make();
  const end = call(thread, 'signal');
  await new Promise((next) => setTimeout(next, 300));
  thread.signal('SIGTERM');
  expect((await end).code).toBe(143);
});

test('ended from outside: the call in hand is told', async () => {
  const thread = make();
  const end = call(thread, 'wait');
  await thread.end('ended by SIGINT');
  expect(await end).toEqual({ code: null, trouble: 'ended by SIGINT', out: '' });
});
