// Puts the real services behind `connect` and `disconnect`.
import { ConfigError } from '../../core/errors.ts';
import { CONNECTED_EMAIL } from '../mail/connected-email.ts';
import { connectWorldOf } from './wiring.ts';
import type { ConnectWorld } from './world.ts';
import { withContext, type Context } from '../context/context.ts';
import type { Environment } from '../terminal/io.ts';
import type { Invocation } from '../program/spec.ts';

/** One call's world, made anew from the settings as they are now. `more`: variables on top of the environment. */
function worldOf(invocation: Invocation, context: Context, more: Environment = {}): ConnectWorld {
  const io = { ...invocation.io, env: { ...invocation.io.env, ...more } };
  return connectWorldOf(
    { ...invocation, io },
    {
      http: context.http,
      clock: context.clock,
      vault: Object.keys(more).length === 0 ? context.vault : context.vaultWith(more),
      tokenLock: context.tokenLock,
      autotask: (credentials) => context.services().then((services) => services.autotaskWith(credentials)),
      quickbooks: (settings, { realmId, clientId, accessToken }) => {
        if (realmId === '') throw new ConfigError('The realm id is empty.', 'at2qbo connect quickbooks --realm-id <id>');
        return context
          .services()
          .then((services) =>
            services.quickbooksWith(realmId, accessToken, { ...settings, quickbooks: { ...settings.quickbooks, clientId } }),
          );
      },
      rememberEmail: (email) => context.ledger().remember(CONNECTED_EMAIL, email),
    },
  );
}

export async function connect(invocation: Invocation): Promise<number> {
  const { run } = await import('./connect.ts');
  return withContext(invocation, (context) =>
    run(invocation, worldOf(invocation, context), {
      world: (more) => worldOf(invocation, context, more),
      withStored: (work) => withContext(invocation, work),
      dryRun: async () => {
        const sync = await import('../sync/sync.ts');
        return sync.run({ ...invocation, command: 'sync', args: [], options: { dryRun: true } });
      },
    }),
  );
}

export async function disconnect(invocation: Invocation): Promise<number> {
  const { run } = await import('./disconnect.ts');
  return withContext(invocation, (context) => run(invocation, worldOf(invocation, context)));
}
