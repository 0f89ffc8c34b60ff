// `connect` on a terminal, as a person goes through it: refused once, stopped in the middle, taken up again.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BIN, connectedWorld, type World } from './support.ts';
import { hasTerminals, onTerminal, type Terminal } from '../support/terminal.ts';

let world: World;
let env: Record<string, string>;
const terminals: Terminal[] = [];

beforeAll(async () => {
  world = await connectedWorld({ invoices: 12, connect: false });
  const { HOME = '', AT2QBO_HOME = '' } = world.home.env;
  env = { HOME, AT2QBO_HOME };
  for (const key of ['autotask.username', 'quickbooks.clientId', 'quickbooks.realmId', 'items.incomeAccount'])
    expect((await world.run(['settings', 'unset', key])).code).toBe(0);
});
afterAll(async () => {
  for (const one of terminals) one.close();
  await world.close();
});

const tour = (columns = 80): Terminal => {
  const terminal = onTerminal([BIN, 'connect'], env, columns);
  terminals.push(terminal);
  return terminal;
};
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};
const stored = (): Record<string, unknown> =>
  JSON.parse(readFileSync(join(env['AT2QBO_HOME'] ?? '', 'config.json'), 'utf8')) as Record<string, unknown>;

test.skipIf(!hasTerminals())(
  'a refusal is asked again, Ctrl-C loses nothing, and the second call takes it up where the first one stopped',
  async () => {
    const secrets = world.sandbox.secretsFor();
    const settings = world.sandbox.settingsFor();
    const first = tour();
    await first.see('Where shall the key be kept?');
    await first.see('select');
    first.answer(); // without a session: the file
    await first.see('Its path');
    first.answer();
    await first.see('Step 2 of 6: Autotask');
    await first.see('(user name):');
    first.answer(settings['autotask.username']);
    await first.see('(secret):');
    first.answer('wrong');
    await first.see('(integration code):');
    first.answer(secrets['AT2QBO_AUTOTASK_INTEGRATION_CODE']);
    await first.see('error: Autotask refused');
    await first.see('What now?');
    await first.see('select');
    first.answer(); // again
    await first.see(`(user name): (${settings['autotask.username'] ?? ''})`);
    first.answer(); // what was typed before is offered
    await first.see('(secret):');
    first.answer(secrets['AT2QBO_AUTOTASK_SECRET']);
    await first.see('(integration code):');
    first.answer(secrets['AT2QBO_AUTOTASK_INTEGRATION_CODE']);
    await first.see('Autotask: connected as');
    await first.see('Step 3 of 6: QuickBooks');
    await first.see('Client id');
    first.press('ctrl-c');
    await first.see('What was answered and checked is stored. To go on: at2qbo connect');
    expect(await first.ended).toBe(130);
    expect(stored()).toMatchObject({ autotask: { username: settings['autotask.username'] } });

    const second = tour(60);
    await second.see('The key:');
    await second.see('select');
    second.answer(); // keep
    await second.see('Connected already: ');
    await second.see('select');
    second.answer(); // keep
    await second.see('Client id');
    second.answer(settings['quickbooks.clientId']);
    await second.see('client secret');
    second.answer(secrets['AT2QBO_QUICKBOOKS_CLIENT_SECRET']);
    await second.see('consent page');
    await second.see('select');
    second.answer(); // the consent page
    await second.see('Redirect address');
    second.answer(`http://localhost:${await freePort()}/callback`);
    await second.see('allow the access:');
    await second.see('If the browser is on another machine');
    const address = /http:\/\/127\.0\.0\.1:\d+\/connect\/oauth2\?\S+/.exec(second.screen())?.[0] ?? '';
    expect((await fetch(address)).status).toBe(200);
    await second.see('QuickBooks: connected to');
    await second.see('Step 4 of 6: settings');
    for (const key of ['quickbooks.edition', 'invoices.numbering', 'items.missing']) {
      await second.see(`${key}:`);
      await second.see('select');
      second.answer();
    }
    await second.see('items.incomeAccount:');
    await second.see('select');
    second.press('up');
    second.answer();
    for (const key of ['invoices.poNumberField', 'linesOfBusiness.filter']) {
      await second.see(`${key}:`);
      await second.see('select');
      second.answer();
    }
    await second.see('Step 5 of 6: doctor');
    await second.see('signed in as'); // what settings check doesn't look at
    await second.see('There are problems. What now?'); // the sandbox has some on purpose
    await second.see('select');
    second.press('up'); // from the first choice to the last: go on
    second.answer();
    await second.see('Step 6 of 6: dry run');
    await second.see('The dry run:');
    await second.see('select');
    second.answer(); // show it
    await second.see('Dry run: nothing was written.');
    await second.see('And now?');
    await second.see('select');
    second.press('up'); // back to the dry run, which is skipped this time
    second.answer();
    await second.see('Step 6 of 6: dry run');
    await second.see('select');
    second.press('down');
    second.answer();
    await second.see('And now?');
    await second.see('select');
    second.answer(); // done
    expect(await second.ended).toBe(0);
    expect(world.sandbox.quickbooks.tables.Invoice.size).toBe(0); // nothing was sent by all this
    expect(stored()).toMatchObject({
      quickbooks: { realmId: settings['quickbooks.realmId'] },
      items: { incomeAccount: expect.any(String) as string },
    });
    for (const secret of [secrets['AT2QBO_AUTOTASK_SECRET'], secrets['AT2QBO_QUICKBOOKS_CLIENT_SECRET']])
      expect(first.screen() + second.screen()).not.toContain(secret);
    expect(
      (await world.run(['sync', '--dry-run', '--json'], { AT2QBO_SECRETS: '', AT2QBO_SECRETS_KEY: '' })).json().totals['planned'],
    ).toBeGreaterThan(0);
  },
);
