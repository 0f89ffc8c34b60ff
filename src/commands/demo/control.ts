// How `sandbox pay|void|rename` reach the pair that another process serves.
// A door on loopback, its address in a file of this user's alone.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../clients/host/durable.ts';
import { At2qboError, UsageError } from '../../core/errors.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { act, type Act, type Words } from './acts.ts';

const FILE = 'sandbox.json';
const doorSchema = z.object({ url: z.string(), token: z.string(), pid: z.number() });
const askSchema = z.object({ act: z.enum(['pay', 'void', 'rename']), words: z.record(z.string(), z.string()) });
const answerSchema = z.union([z.object({ lines: z.array(z.string()) }), z.object({ message: z.string(), fix: z.string() })]);
const MOST = 64 * 1024;

/** Where the address lies in a profile's folder. A profile that has it is a sandbox's own, made and removed by it. */
export function doorOf(directory: string): string {
  return join(directory, FILE);
}

export function hasDoor(directory: string): boolean {
  return existsSync(doorOf(directory));
}

/** Opens the door; gives what closes it. */
export async function openDoor(sandbox: Sandbox, directory: string): Promise<() => Promise<void>> {
  const token = randomBytes(24).toString('hex');
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${token}`) return answer(403, {});
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
      if (body.length > MOST) request.destroy();
    });
    request.on('end', () => {
      try {
        const asked = askSchema.parse(JSON.parse(body));
        answer(200, { lines: act(sandbox, asked.act, asked.words) });
      } catch (error) {
        // What the sandbox itself refuses (a void of a void) says so in its own words.
        const message = error instanceof Error ? error.message : String(error);
        answer(200, { message, fix: error instanceof At2qboError ? error.remedy : '' });
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  replaceFile(doorOf(directory), JSON.stringify({ url, token, pid: process.pid }));
  return () =>
    new Promise((resolve) => {
      rmSync(doorOf(directory), { force: true });
      server.close(() => resolve());
      server.closeAllConnections();
    });
}

/** Does it in the sandbox that has this door; what it refuses is a UsageError. */
export async function askAt(path: string, name: Act, words: Words): Promise<readonly string[]> {
  const { url, token } = doorSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ act: name, words }),
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    // Whatever refuses there, it is no sandbox that could act.
    throw new UsageError(`the sandbox of ${dirname(path)} doesn't run any more`, 'start it again: at2qbo sandbox --profile trial');
  }
  const said = answerSchema.parse(await answer.json());
  if ('lines' in said) return said.lines;
  throw new UsageError(said.message, said.fix);
}
