// Which writes share a commit, and that nobody is told "done" before it.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Commit, CommitGroup } from '../../../src/clients/ledger/sqlite/commit-group.ts';
import type { Rider, Statement } from '../../../src/clients/ledger/store.ts';

const one = (name: string): Statement[] => [{ sql: name, values: [] }];

/** A disk that takes its time, and what went to it together. */
function disk(takesMs = 5): {
  commits: string[][];
  commit: Commit;
} {
  const commits: string[][] = [];
  const commit: Commit = async (some, along) => {
    await sleep(takesMs);
    const lists = along.length > 0 ? [...some, along] : some;
    commits.push(lists.map((list) => list.map(({ sql }) => sql).join('+')));
    return lists.map((list) => (list[0]?.sql === 'bad' ? new Error('refused') : list.length));
  };
  return { commits, commit };
}

function log(...lines: string[]): Rider & { readonly told: (string | null)[] } {
  const told: (string | null)[] = [];
  return {
    told,
    take: () => lines.splice(0).map((sql) => ({ sql, values: [] })),
    settle: (error) => void told.push(error?.message ?? null),
  };
}

test('what waits at the same moment goes in one commit, and the log rides along', async () => {
  const { commits, commit } = disk();
  const lines = log('line 1', 'line 2');
  const group = new CommitGroup(commit, lines);
  const changed = await Promise.all(['a', 'b', 'c'].map((name) => group.write(one(name), 'patient')));
  expect(commits).toEqual([['a', 'b', 'c', 'line 1+line 2']]);
  expect(changed).toEqual([1, 1, 1]);
  expect(lines.told).toEqual([null]);
});

test('what comes while the disk is busy goes in the next, and is not done before it', async () => {
  const { commits, commit } = disk(30);
  const group = new CommitGroup(commit, log());
  const first = group.write(one('a'), 'now');
  await sleep(10);
  const rest = ['b', 'c'].map((name) => group.write(one(name), 'now'));
  await first;
  expect(commits).toEqual([['a']]);
  await Promise.all(rest);
  expect(commits).toEqual([['a'], ['b', 'c']]);
});

test('a few patient ones go at once; then the disk is asked three times a second, sooner where eight wait or one is in haste', async () => {
  const { commits, commit } = disk(0);
  const group = new CommitGroup(commit, log());
  const began = performance.now();
  for (let n = 0; n < 6; n += 1) await group.write(one('first'), 'patient');
  expect(performance.now() - began).toBeLessThan(250);
  await group.write(one('waits'), 'patient');
  expect(performance.now() - began).toBeGreaterThan(250);
  expect(performance.now() - began).toBeLessThan(1000);

  const before = performance.now();
  await Promise.all(Array.from({ length: 8 }, () => group.write(one('many'), 'patient')));
  const patient = group.write(one('patient'), 'patient');
  await group.write(one('haste'), 'now');
  await patient;
  expect(performance.now() - before).toBeLessThan(250);
  expect(commits.slice(-2)).toEqual([Array.from({ length: 8 }, () => 'many'), ['patient', 'haste']]);
});

test('one that is refused fails alone', async () => {
  const group = new CommitGroup(disk().commit, log());
  const [good, bad, other] = await Promise.allSettled(['a', 'bad', 'c'].map((name) => group.write(one(name), 'now')));
  expect([good?.status, bad?.status, other?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a disk that fails fails all that went, tells the log, and the next are tried again', async () => {
  let isFull = true;
  const { commit } = disk(0);
  const lines = log('line');
  const group = new CommitGroup((lists, along) => (isFull ? Promise.reject(new Error('full')) : commit(lists, along)), lines);
  await expect(Promise.all([group.write(one('a'), 'now'), group.write(one('b'), 'now')])).rejects.toThrow('full');
  expect(lines.told).toEqual(['full']);
  isFull = false;
  await expect(group.write(one('c'), 'now')).resolves.toBe(1);
});

test('a write of nothing takes the log along now, and fails where that does', async () => {
  const { commits, commit } = disk(0);
  const group = new CommitGroup(commit, log('bad'));
  await expect(group.write([], 'now')).rejects.toThrow('refused');
  await expect(group.write([], 'now')).resolves.toBe(0);
  expect(commits).toEqual([['bad']]);
});

test('no more than a hundred go in one', async () => {
  const { commits, commit } = disk(0);
  const group = new CommitGroup(commit, log());
  await Promise.all(Array.from({ length: 250 }, () => group.write(one('a'), 'patient')));
  expect(commits.map((lists) => lists.length)).toEqual([100, 100, 50]);
});
