// One call of this very program as a process of its own: for work whose failure must not touch the work beside it.
import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

export interface ChildCall {
  /** The script that node runs. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A line that it wrote on stderr. */
  readonly onLine: (line: string) => void;
}

export interface ChildEnd {
  /** Null: it was ended by `signal`, or never began (`trouble`). */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly trouble: string | null;
  readonly out: string;
}

export interface Child {
  readonly ended: Promise<ChildEnd>;
  kill(signal: NodeJS.Signals): void;
}

/** More than any document of ours: a child gone wild must not fill the memory of all. */
const MOST_OUT = 64 * 1024 * 1024;
const MOST_LINE = 8192;

/** Starts it, stdin closed. It is in a process group of its own, so that Ctrl-C reaches it once: through `kill`. */
export function startChild({ program, args, env, onLine }: ChildCall): Child {
  const child = spawn(process.execPath, [...process.execArgv, program, ...args], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const parts: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (part: Buffer) => {
    size += part.length;
    if (size <= MOST_OUT) parts.push(part);
    else child.kill('SIGKILL');
  });
  const decoder = new StringDecoder('utf8');
  let rest = '';
  child.stderr.on('data', (part: Buffer) => {
    const lines = (rest + decoder.write(part)).split('\n');
    rest = (lines.pop() ?? '').slice(-MOST_LINE);
    for (const line of lines) onLine(line);
  });
  return {
    kill: (signal) => void child.kill(signal),
    ended: new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null, trouble: string | null): void => {
        if (rest !== '') onLine(rest);
        rest = '';
        resolve({ code, signal, trouble, out: Buffer.concat(parts).toString('utf8') });
      };
      child.on('error', (cause) => end(null, null, cause.message));
      child.on('close', (code, signal) => end(code, signal, null));
    }),
  };
}
