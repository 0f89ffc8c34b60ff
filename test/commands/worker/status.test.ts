// `worker status` as people read it, and what a worker that listens answers.
import { afterEach, expect, test } from 'vitest';
import { instantAt } from '../../../src/core/dates.ts';
import { TemporaryError } from '../../../src/core/errors.ts';
import type { FleetRow, FleetView } from '../../../src/core/fleet/view.ts';
import { createFleetMetrics } from '../../../src/commands/worker/metrics.ts';
import { renderFleetStatus } from '../../../src/commands/worker/render-status.ts';
import { fleetPage } from '../../../src/commands/worker/render-status-page.ts';
import { parseListen, startFleetServer, type FleetServer } from '../../../src/commands/worker/serve.ts';
import { finish } from '../../../src/commands/terminal/paint.ts';

const NOW = Date.parse('2026-07-31T12:00:00Z');
const OK: FleetRow = {
  profile: 'acme',
  standing: 'ok',
  lastSuccessAt: '2026-07-31T11:52:00.000Z',
  ageMinutes: 8,
  nextAt: '2026-07-31T12:07:00.000Z',
  runningOn: null,
  held: 0,
  failed: 0,
  openSince: null,
  tokenDaysLeft: 98,
  autotaskLeft: 7312,
  exitCode: 0,
  trouble: '',
  fix: '',
  since: null,
};
const VIEW: FleetView = {
  at: instantAt(NOW),
  profiles: [
    {
      ...OK,
      profile: '<b>bolt</b>',
      standing: 'needs-person',
      lastSuccessAt: '2026-07-29T08:00:00.000Z',
      ageMinutes: 3120,
      nextAt: null,
      exitCode: 4,
      trouble: 'QuickBooks refuses the sign-in.',
      fix: 'at2qbo connect quickbooks',
      since: '2026-07-29T08:15:00.000Z',
      tokenDaysLeft: 0,
      autotaskLeft: null,
    },
    { ...OK, profile: 'crane', standing: 'held', held: 3, openSince: '2026-07-30T10:00:00.000Z', runningOn: 'books2', exitCode: 1 },
    OK,
  ],
  budgets: [{ clientId: 'ABx7', used: 412_000, limit: 500_000, left: 88_000, endsOn: null }],
};
const lines = (isBrief: boolean, width = 120): string =>
  renderFleetStatus(VIEW, width, isBrief)
    .map((line) => finish(line, false))
    .join('\n');

let server: FleetServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

test('the screen', async () => {
  await expect(`${lines(false)}\n`).toMatchFileSnapshot('snapshots/status.txt');
  expect(lines(true)).not.toContain('acme');
});

test('the page holds it all, escapes what comes from outside, and has no script', async () => {
  const page = fleetPage(VIEW);
  await expect(page).toMatchFileSnapshot('snapshots/status.html.txt');
  expect(page).toContain('&lt;b&gt;bolt&lt;/b&gt;');
  expect(page).not.toMatch(/<script|https?:/);
});

test('a worker that listens shows the page, JSON, numbers and its health, and nothing else', async () => {
  let why: string | null = null;
  const metrics = await createFleetMetrics();
  metrics.count(0, 1.5);
  metrics.count(5, 3);
  server = await startFleetServer({ host: '127.0.0.1', port: 0, view: () => Promise.resolve(VIEW), metrics, trouble: () => why });
  const { address } = server;
  const get = async (path: string, init: RequestInit = {}): Promise<[number, string]> => {
    const answer = await fetch(`${address}${path}`, init);
    return [answer.status, await answer.text()];
  };
  expect(await get('/')).toEqual([200, fleetPage(VIEW)]);
  expect(JSON.parse((await get('/status.json'))[1])).toEqual(VIEW);
  const [, numbers] = await get('/metrics');
  expect(numbers).toContain('at2qbo_fleet_needs_person{profile="<b>bolt</b>"} 1');
  expect(numbers).toContain('at2qbo_fleet_last_success_age_seconds{profile="acme"} 480');
  expect(numbers).toContain('at2qbo_metered_reads_left{client_id="ABx7"} 88000');
  expect(numbers).toContain('at2qbo_worker_runs_total{exit_code="5"} 1');
  expect(await get('/healthz')).toEqual([200, 'ok\n']);
  why = 'the database is away';
  expect(await get('/healthz')).toEqual([503, 'the database is away\n']);
  expect((await get('/etc/passwd'))[0]).toBe(404);
  expect((await get('/', { method: 'POST', body: 'x' }))[0]).toBe(405);
});

test('a ledger that is away is said, and asked again by the next request', async () => {
  let isAway = true;
  const view = (): Promise<FleetView> => (isAway ? Promise.reject(new TemporaryError('the ledger is away')) : Promise.resolve(VIEW));
  server = await startFleetServer({ host: '127.0.0.1', port: 0, view, metrics: await createFleetMetrics(), trouble: () => null });
  const first = await fetch(server.address);
  expect([first.status, await first.text()]).toEqual([503, 'the ledger is away\n']);
  isAway = false;
  expect((await fetch(server.address)).status).toBe(200);
  await expect(
    startFleetServer({
      host: '127.0.0.1',
      port: Number(server.address.split(':')[2]),
      view,
      metrics: await createFleetMetrics(),
      trouble: () => null,
    }),
  ).rejects.toThrow(/--listen/);
});

test.each([
  ['9464', { host: '127.0.0.1', port: 9464 }],
  ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
  ['[::1]:9464', { host: '::1', port: 9464 }],
])('--listen %s', (text, parts) => {
  expect(parseListen(text)).toEqual(parts);
});

test.each(['', 'localhost', '127.0.0.1:', '1:99999'])('--listen can’t be "%s"', (text) => {
  expect(() => parseListen(text)).toThrow(/--listen can't be/);
});
