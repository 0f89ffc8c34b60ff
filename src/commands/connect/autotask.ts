// Connects Autotask: the credentials are tried against the service, and stored only if it let them in.
import { AuthError } from '../../core/errors.ts';
import type { AutotaskCredentials, ConnectWorld } from './world.ts';

export interface AutotaskConnected {
  readonly username: string;
  readonly canQueryInvoices: boolean;
  readonly canUpdateInvoices: boolean;
  readonly canQueryBillingItems: boolean;
}

/** Tries and stores the credentials; gives what the user may do. */
export async function connectAutotask(world: ConnectWorld, credentials: AutotaskCredentials): Promise<AutotaskConnected> {
  world.progress('asking Autotask …');
  const access = await (await world.autotask(credentials)).access();
  if (!access.canQueryInvoices || !access.canQueryBillingItems) {
    throw new AuthError(
      `the Autotask user ${credentials.username} has no right to read ${access.canQueryInvoices ? 'billing items' : 'invoices'}`,
      {
        service: 'Autotask',
        remedy: 'give it the security level "API User (system)", then: at2qbo connect autotask',
      },
    );
  }
  await world.vault.update((secrets) => ({
    ...secrets,
    'autotask.secret': credentials.secret,
    'autotask.integrationCode': credentials.integrationCode,
  }));
  world.save({ 'autotask.username': credentials.username });
  world.say(`Autotask: connected as ${credentials.username}.`);
  if (!access.canUpdateInvoices) {
    world.say('Autotask: this user has no right to change invoices, so nothing can be marked as sent. Give it the right to edit invoices.');
  }
  return { username: credentials.username, ...access };
}
