// `version` says what exactly runs; a newer version is said on a terminal, once a week, and only where it is wanted.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasTerminals, onTerminal } from '../support/terminal.ts';
import { BIN, makeHome, runBin, type Home } from './support.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
let home: Home;
let registry: Server;
let newest = '999.0.0';
const asked: string[] = [];

beforeAll(async () => {
  home = makeHome();
  registry = createServer((request, answer) => {
    asked.push(`${request.url} ${request.headers['user-agent']}`);
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify({ name: 'at2qbo', version: newest }));
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  await runBin(['settings', 'set', 'items.incomeAccount', '79'], { env: home.env });
});
afterAll(() => {
  registry.close();
  home.remove();
});

test('the four facts, for people and for scripts', async () => {
  const done = await runBin(['version', '--json'], { env: home.env });
  expect(done.json<unknown>()).toEqual({
    program: version,
    node: process.versions.node,
    sqlite: expect.stringMatching(/^3\.\d+\.\d+$/),
    build: {
      kind: 'package',
      commit: expect.toSatisfy((one) => one === null || /^[\da-f]{12}$/.test(String(one))),
      platform: `${process.platform}-${process.arch}`,
    },
  });
  const { out } = await runBin(['version'], { env: home.env });
  expect(out).toMatch(
    new RegExp(`^at2qbo  ${version}\nNode    ${process.versions.node}\nSQLite  3\\.\\d+\\.\\d+\nbuild   npm package for `),
  );
});

describe.runIf(hasTerminals())('a newer version', () => {
  const env = (more: Record<string, string> = {}): Record<string, string> => {
    const { port } = registry.address() as AddressInfo;
    return { ...home.env, AT2QBO_UPDATES__CHECK: 'true', npm_config_registry: `http://127.0.0.1:${port}/`, ...more };
  };
  const look = async (args: readonly string[], more?: Record<string, string>): Promise<string> => {
    const terminal = onTerminal([BIN, ...args], env(more), 200);
    expect(await terminal.ended).toBe(0);
    return terminal.screen();
  };
  const file = (): string => join(home.env['AT2QBO_HOME'] ?? '', 'update.json');
  beforeEach(() => {
    rmSync(file(), { force: true });
    asked.length = 0;
    newest = '999.0.0';
  });

  test('is said on a terminal, with how to get it and how to hear no more of it; then not for a week', async () => {
    const said = `at2qbo 999.0.0 is there, this is ${version}: npm install -g at2qbo (say so no more: at2qbo settings set updates.check false)`;
    expect(await look(['version'])).toContain(said);
    expect(asked).toEqual([`/at2qbo/latest at2qbo/${version}`]);
    expect(await look(['version'])).not.toContain('is there');
    expect(asked).toHaveLength(1);
    writeFileSync(file(), JSON.stringify({ lookedAt: new Date(Date.now() - 8 * 86_400_000).toISOString() }));
    expect(await look(['version'])).toContain(said);
  });

  test('is not asked for without a terminal, with --json or --quiet, under CI, or where updates.check is off', async () => {
    const piped = await runBin(['version'], { env: env() });
    expect([piped.code, piped.err]).toEqual([0, '']);
    for (const args of [
      ['version', '--json'],
      ['version', '--quiet'],
    ])
      await look(args);
    await look(['version'], { CI: 'true' });
    await look(['version'], { AT2QBO_UPDATES__CHECK: 'false' });
    expect(asked).toEqual([]);
  });

  test('the same version, nonsense, or nobody there: nothing is said, and the command ends as it did', async () => {
    newest = version;
    expect(await look(['version'])).not.toContain('is there');
    rmSync(file());
    newest = '<b>1.0.0';
    expect(await look(['version'])).not.toContain('is there');
    rmSync(file());
    expect(await look(['version'], { npm_config_registry: 'http://127.0.0.1:1/' })).not.toContain('is there');
  });
});
