// What is secret, by name, and the shape of the QuickBooks token.
import { z } from 'zod';

/** Times are absolute, in milliseconds since 1970; the library's relative ones look fresh again after each restart. */
export const tokenSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.string().min(1),
  accessExpiresAt: z.number(),
  refreshExpiresAt: z.number(),
  /** The five-year end that no refresh moves; null where Intuit doesn't say. */
  hardExpiresAt: z.number().nullable(),
  issuedAt: z.number(),
  realmId: z.string().min(1),
  /** Hash of the refresh token that was pasted into `connect`: it is spent, and given again it must not be sent again. */
  pastedHash: z.string().optional(),
});

export type QuickBooksToken = Readonly<z.infer<typeof tokenSchema>>;

export const secretsSchema = z.strictObject({
  'autotask.secret': z.string().optional(),
  'autotask.integrationCode': z.string().optional(),
  'quickbooks.clientSecret': z.string().optional(),
  'quickbooks.token': tokenSchema.optional(),
  'mail.password': z.string().optional(),
});

/** Everything secret of one profile. */
export type Secrets = Readonly<z.infer<typeof secretsSchema>>;

/** Where the 32-byte key may live. */
export const PLACES = ['keychain', 'credential', 'file', 'command', 'env'] as const;
export type Place = (typeof PLACES)[number];

/** Environment variables that hold a secret: read once, never handed to a child. */
export const SECRET_VARIABLES = [
  'AT2QBO_SECRETS_KEY',
  'AT2QBO_AUTOTASK_SECRET',
  'AT2QBO_AUTOTASK_INTEGRATION_CODE',
  'AT2QBO_QUICKBOOKS_CLIENT_SECRET',
  'AT2QBO_QUICKBOOKS_REFRESH_TOKEN',
  'AT2QBO_MAIL_PASSWORD',
] as const;

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment without our secrets, for child processes. */
export function withoutSecrets(environment: Environment): Record<string, string | undefined> {
  const rest: Record<string, string | undefined> = { ...environment };
  for (const name of SECRET_VARIABLES) delete rest[name];
  return rest;
}
