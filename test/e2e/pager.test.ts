// What is longer than the terminal opens in the pager that a person chose; progress stays out of it and of every pipe.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasTerminals, onTerminal } from '../support/terminal.ts';
import { BIN, connectedWorld, type World } from './support.ts';

describe.skipIf(!hasTerminals())('a dry run on a terminal', () => {
  let world: World;
  beforeAll(async () => (world = await connectedWorld({ invoices: 60 })));
  afterAll(() => world.close());
  const see = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<{ screen: string; code: number | null }> => {
    const terminal = onTerminal(args, { ...world.home.env, ...env }, 100);
    const code = await terminal.ended;
    return { screen: terminal.screen(), code };
  };
  const PAGER = "sed 's/^/| /'";

  test('goes through $PAGER, with its exit code as ever', async () => {
    const { screen, code } = await see([BIN, 'sync', '--dry-run'], { PAGER });
    expect(screen).toContain('| Northwind Managed Services: what a run would send');
    expect(screen).toMatch(/\n\| 50\d\d +\S.* new invoice/);
    expect(code).toBe(1);
  });

  test.each([
    ['--no-pager', ['--no-pager'], PAGER],
    ['PAGER=cat', [], 'cat'],
    ['a pager that isn’t there', [], '/no/such/pager'],
    ['few lines', ['--only', '5012'], PAGER],
  ])('%s: it is written to the terminal', async (_, more, pager) => {
    const { screen } = await see([BIN, 'sync', '--dry-run', ...more], { PAGER: pager });
    expect(screen).toMatch(/\nNorthwind Managed Services: what a run would send|[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏].*Northwind/);
    expect(screen).not.toContain('\n| ');
  });

  test('in a pipe to a program on the same terminal there is no progress', async () => {
    const piped = `process.exitCode = require('child_process').spawnSync('sh', ['-c', '"$0" "$1" sync --dry-run | cat', process.execPath, ${JSON.stringify(BIN)}], { stdio: 'inherit' }).status`;
    const { screen } = await see(['-e', piped], { PAGER });
    expect(screen.trimStart()).toMatch(/^Northwind Managed Services: what a run would send/);
    expect(screen).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/);
  });
});
