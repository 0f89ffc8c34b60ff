// Puts the real services behind `connect` and `disconnect`.
import { ConfigError } from '../core/errors.ts';
import { CONNECTED_EMAIL } from './connected-email.ts';
import { connectWorldOf } from './connect-wiring.ts';
import type { ConnectWorld } from './connect-world.ts';
import { withContext } from './context.ts';
import type { Invocation } from './spec.ts';

async function withWorld(invocation: Invocation, work: (world: ConnectWorld) => Promise<number>): Promise<number> {
  return withContext(invocation, async (context) =>
    work(
      connectWorldOf(invocation, {
        http: context.http,
        clock: context.clock,
        vault: context.vault,
        tokenLock: context.tokenLock,
        autotask: (credentials) => Promise.resolve(context.autotaskWith(credentials)),
        quickbooks: (settings, { realmId, accessToken }) => {
          if (realmId === '') throw new ConfigError('The realm id is empty.', 'at2qbo connect quickbooks --realm-id <id>');
          return Promise.resolve(context.quickbooksWith(realmId, accessToken, settings));
        },
        rememberEmail: (email) => context.ledger().remember(CONNECTED_EMAIL, email),
      }),
    ),
  );
}

export async function connect(invocation: Invocation): Promise<number> {
  const { run } = await import('./connect.ts');
  return withWorld(invocation, (world) => run(invocation, world));
}

export async function disconnect(invocation: Invocation): Promise<number> {
  const { run } = await import('./disconnect.ts');
  return withWorld(invocation, (world) => run(invocation, world));
}
