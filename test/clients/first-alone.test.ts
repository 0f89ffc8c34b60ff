// The first call goes alone: a wrong sign-in must not be tried many times at once.
import { expect, test } from 'vitest';
import { FirstAlone } from '../../src/clients/http/first-alone.ts';

test('nothing goes beside the first call, and everything after it has ended well', async () => {
  const gate = new FirstAlone();
  const seen: string[] = [];
  let finish = (): void => {};
  const first = gate.run(() => new Promise<void>((resolve) => (finish = resolve)));
  const others = ['b', 'c'].map((name) => gate.run(async () => void seen.push(name)));
  await Promise.resolve();
  expect(seen).toEqual([]);
  finish();
  await Promise.all([first, ...others]);
  expect(seen).toEqual(['b', 'c']);
});

test('a first call that fails leaves the next one to go alone', async () => {
  const gate = new FirstAlone();
  let running = 0;
  let most = 0;
  const work = (isGood: boolean) => async (): Promise<void> => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running -= 1;
    if (!isGood) throw new Error('refused');
  };
  const all = await Promise.allSettled([gate.run(work(false)), gate.run(work(false)), gate.run(work(false))]);
  expect(all.map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(most).toBe(1);
});
