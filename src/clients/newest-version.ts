// The newest published version, from the npm registry that this user's npm is set to.
import type { Clock } from '../core/ports.ts';
import { NetworkFailure } from './http/network-failure.ts';
import { createHttp } from './http/http.ts';

/** Somebody waits at a terminal. */
const LIMIT_MS = 1500;
const PLAIN = /^\d+\.\d+\.\d+$/;

/** `1.2.3`; null where the registry doesn't say within a moment. */
export async function newestVersion(clock: Clock, userAgent: string): Promise<string | null> {
  const { default: registryUrl } = await import('registry-url');
  const http = createHttp({ clock, userAgent, maxBytes: 1024 * 1024 });
  try {
    const { status, text } = await http({
      service: 'package registry',
      kind: 'newest',
      method: 'GET',
      url: new URL('at2qbo/latest', registryUrl()).href,
      headers: { accept: 'application/json' },
      timeoutMs: LIMIT_MS,
    });
    if (status !== 200) return null;
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === 'string' && PLAIN.test(version) ? version : null;
  } catch (cause) {
    // A page of a gateway, no network: there is nothing to say.
    if (cause instanceof NetworkFailure || cause instanceof SyntaxError) return null;
    throw cause;
  }
}
