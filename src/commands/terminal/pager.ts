// The program that shows long text a screen at a time.
import { spawn } from 'node:child_process';
import { handled } from './ending.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const USUAL = 'less';

/** null: none is wanted. */
export function pagerOf(env: Environment): string | null {
  const chosen = env['PAGER']?.trim();
  if (chosen === '' || chosen === 'cat' || env['TERM'] === 'dumb') return null;
  return chosen ?? (process.platform === 'win32' ? null : USUAL);
}

/** Runs it with the text as its input, until it is left; false: there is no such program. */
export function runPager(command: string, text: string, env: Environment): Promise<boolean> {
  // Keys are the pager's while it is open, Ctrl-C too.
  const ignore = handled(() => undefined);
  process.on('SIGINT', ignore);
  return new Promise<boolean>((resolve) => {
    const child = spawn(command, {
      shell: command !== USUAL, // what a person chose may have arguments
      stdio: ['pipe', 'inherit', 'inherit'],
      // As git sets them: less ends by itself where all fits, keeps the colours and leaves the text on the screen.
      env: { LESS: 'FRX', LV: '-c', ...env },
    });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code !== 127));
    child.stdin.on('error', () => undefined); // left before the end
    child.stdin.end(`${text}\n`);
  }).finally(() => process.off('SIGINT', ignore));
}
