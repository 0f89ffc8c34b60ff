// A program on a terminal of its own, by way of util-linux's `script`: what a person sees and types.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ENTER = '\r';
const LIMIT_MS = 30_000;

export interface Terminal {
  /** Waits until the text stands on the screen after what was waited for before; gives everything up to it. */
  see(text: string): Promise<string>;
  /** Types, then presses Enter. */
  answer(text?: string): void;
  press(key: 'down' | 'up' | 'ctrl-c'): void;
  /** Everything so far, without colours and cursor movements. */
  screen(): string;
  /** The exit code. */
  readonly ended: Promise<number | null>;
  close(): void;
}

/** Is there a `script` that can do it? macOS and BSD have another one of that name. */
export function hasTerminals(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

/** Runs `node` with these arguments on a terminal of so many columns. */
export function onTerminal(args: readonly string[], env: Readonly<Record<string, string>>, columns = 80): Terminal {
  const quoted = [process.execPath, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const child = spawn('script', ['-qefc', `stty cols ${columns} rows 45; exec ${quoted}`, '/dev/null'], {
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', SHELL: '/bin/sh', PAGER: 'cat', AT2QBO_UPDATES__CHECK: 'false', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  let from = 0;
  // oxlint-disable-next-line no-control-regex -- escape sequences are what is taken out
  const plain = (): string => text.replaceAll(/\u001B\[[\d;?]*[A-Za-z]/g, '').replaceAll('\r', '');
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    see: async (wanted) => {
      for (const until = Date.now() + LIMIT_MS; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 40))) {
        const at = plain().indexOf(wanted, from);
        if (at === -1) continue;
        const seen = plain().slice(from, at);
        from = at + wanted.length;
        return seen;
      }
      throw new Error(`never seen: ${wanted}\n${plain()}`);
    },
    answer: (typed = '') => void child.stdin.write(`${typed}${ENTER}`),
    press: (key) => void child.stdin.write({ down: '\u001B[B', up: '\u001B[A', 'ctrl-c': '\u0003' }[key]),
    screen: plain,
    ended,
    close: () => void child.kill('SIGKILL'),
  };
}

export interface Closing {
  /** Null: it was still there after the time it had, and was killed. */
  readonly code: number | null;
  readonly seconds: number;
  readonly screen: string;
}

/** Runs `node` with these arguments on a terminal that is closed as a window is, when `isTime` says so; its shell lives on and keeps the code. */
export async function onClosedTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  isTime: (screen: string, milliseconds: number) => boolean,
): Promise<Closing> {
  const folder = mkdtempSync(join(tmpdir(), 'at2qbo-terminal-'));
  const [codeFile, pidFile] = [join(folder, 'code'), join(folder, 'pid')];
  const quoted = [process.execPath, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const line = `trap '' HUP; stty cols 80 rows 45; ${quoted} & echo $! > '${pidFile}'; wait $!; echo $? > '${codeFile}'`;
  const child = spawn('script', ['-qefc', line, '/dev/null'], {
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (screen += part));
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));
  // Until Node has its threads it looks at the terminal itself, and aborts where that is gone: time counts from then on.
  let began: number | null = null;
  const isUp = (): boolean => existsSync(pidFile) && threadsOf(readFileSync(pidFile, 'utf8').trim()) > 4;
  try {
    while (!existsSync(codeFile)) {
      if (began === null && isUp()) began = Date.now();
      if (began !== null && isTime(screen, Date.now() - began)) break;
      await pause();
    }
    const closed = Date.now();
    child.kill('SIGKILL');
    while ((!existsSync(codeFile) || readFileSync(codeFile, 'utf8') === '') && Date.now() - closed < LIMIT_MS) await pause();
    const code = existsSync(codeFile) ? Number(readFileSync(codeFile, 'utf8')) : null;
    if (code === null) process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
    return { code, seconds: (Date.now() - closed) / 1000, screen };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** 0: there is no such process. */
function threadsOf(pid: string): number {
  const folder = `/proc/${pid}/task`;
  return pid !== '' && existsSync(folder) ? readdirSync(folder).length : 0;
}
