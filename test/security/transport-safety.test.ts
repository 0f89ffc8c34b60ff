// TLS can't be switched off, not by us and not by the environment; http: is for loopback alone.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { zoneFault } from '../../src/clients/autotask/zone.ts';
import { systemClock } from '../../src/clients/host/clock.ts';
import { createHttp } from '../../src/clients/http/http.ts';
import { endpointProblem } from '../../src/config/endpoint.ts';

afterEach(() => vi.unstubAllEnvs());

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

test('no source switches the check of certificates off', () => {
  const files = [...sources('src'), ...sources('bin')];
  expect(files.length).toBeGreaterThan(100);
  for (const file of files) {
    const code = readFileSync(file, 'utf8');
    // A PostgreSQL of one's own, where the person wrote sslmode=require or prefer: encrypted without looking at the certificate, as psql does.
    const isDatabase = file === join('src', 'clients', 'ledger', 'postgres', 'address.ts');
    if (!isDatabase) expect(code, file).not.toMatch(/rejectUnauthorized\s*:(?!\s*true\b)/);
    expect(code, file).not.toMatch(/NODE_TLS_REJECT_UNAUTHORIZED['"\]]?\s*\]?\s*=(?!=|0 )/);
    expect(!/from 'node:https'/.test(code) || code.includes('rejectUnauthorized: true'), file).toBe(true);
    expect(code, file).not.toMatch(isDatabase ? /insecureHTTPParser/ : /checkServerIdentity|insecureHTTPParser|ignoreTLS\s*:\s*true/);
  }
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

test.runIf(hasOpenssl)('a certificate that nobody vouches for is refused, also with NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const parameters = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  execFileSync('openssl', ['req', '-x509', ...parameters, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const received: unknown[] = [];
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    received.push(request.headers);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const http = createHttp({ clock: systemClock, userAgent: 'test' });
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    await expect(
      http({ service: 'QuickBooks', kind: 'x', method: 'GET', url, headers: { authorization: 'Bearer abc' }, timeoutMs: 5000 }),
    ).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(received).toEqual([]);
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('http: only on loopback', () => {
  test.each([
    'http://example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'http://[::ffff:10.0.0.1]',
    'http://127.0.0.1@example.com',
    'ftp://127.0.0.1',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://user:pw@example.com',
  ])('%s is no endpoint', (address) => {
    expect(endpointProblem(address)).not.toBeNull();
    expect(zoneFault(address, 'https://zones.example')).not.toBeNull();
  });
  test.each(['http://127.0.0.1:8080/x', 'http://localhost:1', 'http://[::1]:1', 'https://example.com'])('%s may be one', (address) => {
    expect(endpointProblem(address)).toBeNull();
  });
  test('zone information of the real Autotask can’t send the credentials elsewhere', () => {
    for (const address of ['https://evil.example', 'https://autotask.net.evil.example', 'https://evilautotask.net', 'http://127.0.0.1'])
      expect(zoneFault(address, 'https://webservices.autotask.net/atservicesrest')).not.toBeNull();
    expect(zoneFault('https://webservices5.autotask.net/x', 'https://webservices.autotask.net/atservicesrest')).toBeNull();
  });
});
