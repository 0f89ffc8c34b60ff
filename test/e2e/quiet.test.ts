// `sync --quiet`, as cron runs it: a thing is said when it is new, when it changes and when it is settled, and never twice.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectedWorld, runBin, type Finished, type World } from './support.ts';

let world: World;
let held: { id: number; company: string }[] = [];
beforeAll(async () => {
  world = await connectedWorld({ invoices: 14, companies: 8, seed: 3 });
}, 120_000);
afterAll(() => world.close());

const quiet = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Finished> =>
  world.run(['sync', '--quiet', '--yes', ...args], env);

test('the first quiet run says what is held, the second nothing at all; the exit code is the same', async () => {
  const first = await quiet();
  expect([first.code, first.err]).toEqual([1, '']);
  held = [...first.out.matchAll(/^Invoice (\d+), (.+), [\d.,]+: held$/gm)].map((one) => ({ id: Number(one[1]), company: one[2] ?? '' }));
  expect(held.length).toBeGreaterThan(1);
  for (const again of [await quiet(), await quiet()]) expect(again).toMatchObject({ code: 1, out: '', err: '' });
  const { held: open } = (await world.run(['status', '--json'])).json<{ held: unknown[] }>();
  expect(open.length).toBe(held.length);
});

test('a dry run, and a run that isn’t quiet, say everything', async () => {
  for (const args of [['sync', '--dry-run', '--quiet'], ['sync']])
    expect((await world.run(args)).out).toContain(`Invoice ${held[0]?.id}, `);
});

test('what changes is said again, what is settled is said once', async () => {
  const [one, other] = held;
  const company = world.sandbox.autotask.tables.Invoices.get(one?.id ?? 0)?.['companyID'];
  await world.run(['hold', String(one?.id), '--why', 'asked the customer']);
  const changed = await quiet();
  expect([changed.code, changed.out]).toEqual([1, expect.stringContaining(`Invoice ${one?.id}, `) as string]);
  expect(company).toBeDefined();
  expect(changed.out).toContain('asked the customer');
  expect(changed.out).not.toContain(`Invoice ${other?.id}, `);
  expect(changed.out).toMatch(/more waits?, as was said before: at2qbo status$/m);
  world.sandbox.autotask.ui.voidInvoice(other?.id ?? 0);
  expect((await quiet()).out).toMatch(
    new RegExp(`^Settled: ${other?.company}.*\\n(\\d+ more waits?, as was said before: at2qbo status\\n)?$`),
  );
  expect((await quiet()).out).toBe('');
});

test('what ends a run before it begins is said once, and once that it is over', async () => {
  const lost = { AT2QBO_SECRETS_KEY: '77'.repeat(32) };
  const first = await quiet([], lost);
  expect([first.code, first.err]).toEqual([4, expect.stringContaining('error:') as string]);
  expect(await quiet([], lost)).toMatchObject({ code: 4, out: '', err: '' });
  expect((await quiet()).out).toMatch(/^Settled: The run of sync. It went to its end again.\n/);
  expect((await quiet()).out).toBe('');
});

test('several profiles in one quiet call: the same rule', async () => {
  const env = { ...world.home.env };
  const call = (): Promise<Finished> => runBin(['sync', '--all-profiles', '--quiet', '--yes'], { env });
  const nothing = await call();
  expect(nothing).toMatchObject({ code: 1, out: '', err: '' });
  await world.run(['release', String(held[0]?.id)]);
  const news = await call();
  expect(news.out).toContain('sync of 1 profile');
  expect(await call()).toMatchObject({ code: 1, out: '', err: '' });
});

test('what a package or Node says of itself reaches nobody but --verbose', async () => {
  const env = {
    ...world.home.env,
    NODE_OPTIONS: `--import data:text/javascript,process.once('beforeExit',()=>process.emitWarning('old','DeprecationWarning'))`,
  };
  expect((await runBin(['profiles'], { env })).err).toBe('');
  expect((await runBin(['profiles', '-v'], { env })).err).toBe('warn: DeprecationWarning: old\n');
});
