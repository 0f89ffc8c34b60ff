// What `ledger.url` says of a PostgreSQL server, as psql reads it.
// TLS by `sslmode`, the password from the address, PGPASSWORD or ~/.pgpass.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { ConfigError } from '../../../core/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface PostgresAddress {
  /** What else is in the address; what doesn't is the driver's to find (PGUSER, PGPORT). */
  readonly connection: Readonly<Record<string, string | number>>;
  readonly ssl: ConnectionOptions | false;
  /** `sslmode=prefer`: without TLS where the server offers none. */
  readonly isTlsOptional: boolean;
  /** Asked only when the server wants one. Absent: it is in the address or in PGPASSWORD. */
  readonly password?: () => string;
}

/** What the driver asks with; its types keep it to themselves. */
interface Asked {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
}

const ABOUT_TLS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'ssl', 'uselibpqcompat'] as const;

/** Throws ConfigError for what psql knows and we don't. */
export function readAddress(url: string, env: Environment = process.env): PostgresAddress {
  const address = new URL(url);
  const said = new Map(ABOUT_TLS.map((name) => [name, address.searchParams.get(name) ?? '']));
  for (const name of ABOUT_TLS) address.searchParams.delete(name);
  const mode = said.get('sslmode') || env['PGSSLMODE'] || 'disable';
  const hasPassword = address.password !== '' || address.searchParams.has('password') || (env['PGPASSWORD'] ?? '') !== '';
  return {
    connection: connectionOf(address),
    ssl: tlsOf(mode, said, env),
    isTlsOptional: mode === 'prefer',
    ...(hasPassword ? {} : { password: ((asked: Asked) => passwordFor(asked, env)) as unknown as () => string }),
  };
}

/** In fields, not as one text: the driver would put the absent password of an address before one that is asked for. */
function connectionOf(address: URL): Record<string, string | number> {
  const host = decodeURIComponent(address.hostname).replaceAll(/^\[|\]$/g, '');
  const database = decodeURIComponent(address.pathname.slice(1));
  return {
    ...(host === '' ? {} : { host }),
    ...(address.port === '' ? {} : { port: Number(address.port) }),
    ...(address.username === '' ? {} : { user: decodeURIComponent(address.username) }),
    ...(address.password === '' ? {} : { password: decodeURIComponent(address.password) }),
    ...(database === '' ? {} : { database }),
    ...Object.fromEntries(address.searchParams),
  };
}

function tlsOf(mode: string, said: ReadonlyMap<string, string>, env: Environment): ConnectionOptions | false {
  if (mode === 'disable') return false;
  if (!['prefer', 'require', 'verify-ca', 'verify-full'].includes(mode)) {
    throw new ConfigError(
      `ledger.url: sslmode=${mode} is not known here; allowed: disable, prefer, require, verify-ca, verify-full`,
      'Write sslmode=verify-full (with sslrootcert=FILE for a certificate of your own), or sslmode=require to encrypt without looking at the certificate.',
    );
  }
  const folder = join(env['HOME'] ?? homedir(), '.postgresql');
  const own = join(folder, 'root.crt');
  const root = said.get('sslrootcert') || env['PGSSLROOTCERT'] || (existsSync(own) ? own : '');
  const certificate = said.get('sslcert') || env['PGSSLCERT'] || '';
  const key = said.get('sslkey') || env['PGSSLKEY'] || '';
  const given: ConnectionOptions = {
    ...(root === '' || root === 'system' ? {} : { ca: read('sslrootcert', root) }),
    ...(certificate === '' ? {} : { cert: read('sslcert', certificate) }),
    ...(key === '' ? {} : { key: read('sslkey', key) }),
  };
  // As psql: with a root certificate at hand, `require` looks who signed.
  if (mode === 'prefer' || (mode === 'require' && root === '')) return { ...given, rejectUnauthorized: false };
  return mode === 'verify-full' ? given : { ...given, checkServerIdentity: () => undefined };
}

function read(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`ledger.url: the file of ${name} can't be read: ${path}`, 'Correct the path, or let this user read the file.', {
      cause,
    });
  }
}

function passwordFor(asked: Asked, env: Environment): string {
  const path = env['PGPASSFILE'] || join(env['HOME'] ?? homedir(), '.pgpass');
  const { host = 'localhost', port = 5432, database = '', user = '' } = asked;
  const wanted = [host.startsWith('/') ? 'localhost' : host, String(port), database, user];
  const isOpen = process.platform !== 'win32' && existsSync(path) && (statSync(path).mode & 0o077) !== 0;
  const found = isOpen || !existsSync(path) ? undefined : linesOf(readFileSync(path, 'utf8')).find((fields) => fits(fields, wanted));
  if (found?.[4] !== undefined) return found[4];
  throw new ConfigError(
    `The ledger database wants a password for the user ${user}, and there is none${isOpen ? `: ${path} is open to others, so it isn't read` : ''}.`,
    isOpen
      ? `chmod 600 ${path}`
      : `Put a line HOST:PORT:DATABASE:USER:PASSWORD into ${path} (mode 0600), or set PGPASSWORD in the environment of at2qbo.`,
  );
}

/** `host:port:database:user:password` a line, `\\:` and `\\\\` escaped, `#` a comment. */
function linesOf(text: string): string[][] {
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => [...line.matchAll(/((?:\\.|[^:\\])*)(?::|$)/g)].slice(0, 5).map(([, field = '']) => field.replaceAll(/\\(.)/g, '$1')));
}

function fits(fields: readonly string[], wanted: readonly string[]): boolean {
  return fields.length >= 5 && wanted.every((value, index) => fields[index] === '*' || fields[index] === value);
}
