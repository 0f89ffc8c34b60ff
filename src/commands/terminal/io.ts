// The only place that touches the process's streams and environment.
// Everything said to a person goes through here, and is made harmless on the way.
import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import { hideSeen, noteEnvironment } from '../../clients/secrets/seen.ts';
import { formatJson } from './clean.ts';
import { tooLarge } from '../files/input-file.ts';
import { runPager } from './pager.ts';
import { finish } from './paint.ts';

/** Far more than any settings file: a pipe that never ends must not fill the memory. */
const MOST_STDIN = 16 * 1024 * 1024;

/** The environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command may know and use of the terminal it runs in. */
export interface Io {
  /** Writes lines to stdout; the line break at the end is added. */
  readonly out: (text: string) => void;
  /** Writes lines to stderr: progress, warnings, errors. */
  readonly err: (text: string) => void;
  /** Writes one JSON document to stdout. */
  readonly json: (value: unknown) => void;
  /** All of stdin, for `import -`. */
  readonly readStdin: () => Promise<string>;
  /** Has the reader of stdout gone away (`| head`)? Work that writes forever should end then. */
  readonly isReaderGone: () => boolean;
  readonly stdinIsTty: boolean;
  readonly stdoutIsTty: boolean;
  readonly stderrIsTty: boolean;
  /** Are colours wanted? */
  readonly color: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number;
  /** Columns of the terminal that the progress line is drawn on, now. */
  readonly columns: () => number;
  readonly env: Environment;
  /** The streams for prompts; null unless both stdin and stderr are terminals. */
  readonly terminal: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream } | null;
  /** Lines of the terminal that stdout is, now. */
  readonly rows: () => number;
  /** Shows the text in that program until it is left; false: there is no such program. null unless stdout is a terminal. */
  readonly openPager: ((command: string, text: string) => Promise<boolean>) | null;
  /** Where a progress line may be drawn; null unless stderr is a terminal, and where stdout goes through a pipe to one that may draw as well. */
  readonly progress: NodeJS.WritableStream | null;
  /** What is drawn now and has to be taken away before anything else is written; nothing may be drawn while another program has the screen. */
  readonly drawn: { wipe: (() => void) | null; isCovered: boolean };
  /** Puts the profile that was given into the commands of a text, before its lines are broken. */
  readonly named?: (text: string) => string;
  /** Told whenever the work gets on, where somebody watches that it does. */
  readonly onSign?: () => void;
}

/** The same, without colours. */
export function withoutColor(io: Io): Io {
  return { ...io, color: false, out: (text) => io.out(finish(text, false)), err: (text) => io.err(finish(text, false)) };
}

/** The real streams. A reader of stdout that went away (`| head`) is no error. */
export function systemIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  let isReaderGone = false;
  let isTerminalGone = false;
  const gone = (stream: { readonly isTTY?: boolean }, error: NodeJS.ErrnoException): void => {
    if (!GONE.has(error.code ?? '')) throw error;
    if (stream === stdout) isReaderGone = true;
    // A pipe whose reader went away is no error (`| head`); a terminal that did is a wish to stop, whether or not its SIGHUP comes too.
    if (isTerminalGone || !(stream.isTTY === true || error.code === 'EIO')) return;
    isTerminalGone = true;
    process.emit('SIGHUP', 'SIGHUP');
  };
  for (const stream of [stdout, stderr]) stream.on('error', (error) => gone(stream, error));
  if (stdin.isTTY) stdin.on('error', (error) => gone(stdin, error));
  noteEnvironment(env);
  // Node says undefined where it isn't a terminal.
  const [stdinIsTty, stdoutIsTty, stderrIsTty] = [stdin, stdout, stderr].map((stream) => 'isTTY' in stream && stream.isTTY) as [
    boolean,
    boolean,
    boolean,
  ];
  const [color, colorOfErr] = [wantsColor(env, stdoutIsTty), wantsColor(env, stderrIsTty)];
  const drawn: Io['drawn'] = { wipe: null, isCovered: false };
  const write = (stream: NodeJS.WriteStream, text: string): void => {
    drawn.wipe?.();
    stream.write(`${text}\n`);
  };
  return {
    out: (text) => write(stdout, finish(hideSeen(text), color)),
    err: (text) => write(stderr, finish(hideSeen(text), colorOfErr)),
    json: (value) => write(stdout, hideSeen(formatJson(value, stdoutIsTty ? 2 : undefined))),
    readStdin: async () => {
      let text = '';
      stdin.setEncoding('utf8');
      for await (const part of stdin) {
        text += String(part);
        if (text.length > MOST_STDIN) throw tooLarge('stdin', MOST_STDIN);
      }
      return text;
    },
    isReaderGone: () => isReaderGone || (stdoutIsTty && !isatty(1)),
    stdinIsTty,
    stdoutIsTty,
    stderrIsTty,
    color,
    width: stdout.columns || 80,
    columns: () => stderr.columns || 80,
    env,
    terminal: stdinIsTty && stderrIsTty ? { input: stdin, output: stderr } : null,
    rows: () => stdout.rows || 24,
    openPager: stdoutIsTty
      ? (command, text) => {
          drawn.wipe?.();
          drawn.isCovered = true;
          return runPager(command, finish(hideSeen(text), color), env).finally(() => (drawn.isCovered = false));
        }
      : null,
    progress: stderrIsTty && !isPipe(1) ? stderr : null,
    drawn,
  };
}

/** An Io in memory, for tests: what was written, and a terminal only if one is given. */
export interface MemoryIo extends Io {
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** What a test may choose of its terminal. */
export interface MemoryIoOptions {
  readonly env?: Environment;
  readonly stdin?: string;
  readonly color?: boolean;
  readonly width?: number;
  readonly terminal?: Io['terminal'];
}

/** An Io that writes nowhere and remembers what was said. */
export function memoryIo({ env = {}, stdin = '', color = false, width = 80, terminal = null }: MemoryIoOptions = {}): MemoryIo {
  const written = { out: '', err: '' };
  noteEnvironment(env);
  return {
    out: (text) => void (written.out += `${finish(hideSeen(text), color)}\n`),
    err: (text) => void (written.err += `${finish(hideSeen(text), color)}\n`),
    json: (value) => void (written.out += `${hideSeen(formatJson(value))}\n`),
    readStdin: () => Promise.resolve(stdin),
    isReaderGone: () => false,
    stdinIsTty: terminal !== null,
    stdoutIsTty: terminal !== null,
    stderrIsTty: terminal !== null,
    color,
    width,
    columns: () => width,
    env,
    terminal,
    rows: () => Infinity,
    openPager: null,
    progress: terminal?.output ?? null,
    drawn: { wipe: null, isCovered: false },
    stdout: () => written.out,
    stderr: () => written.err,
  };
}

/** For a call whose streams somebody else has: stdout is kept, stderr goes on line by line. */
export function relayIo(options: {
  readonly env: Environment;
  readonly onLine: (line: string) => void;
  readonly onSign: () => void;
}): MemoryIo {
  const { env, onLine, onSign } = options;
  return {
    ...memoryIo({ env }),
    err: (text) => {
      for (const line of finish(hideSeen(text), false).split('\n')) onLine(line);
    },
    onSign,
  };
}

function isPipe(fd: number): boolean {
  const file = fstatSync(fd);
  return file.isFIFO() || file.isSocket();
}

/** Colours only on a terminal, and not where NO_COLOR or a dumb terminal says otherwise; FORCE_COLOR wants them anywhere. */
export function wantsColor(env: Environment, isTty: boolean): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return isTty && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

/** What a stream says whose other end is gone: a pipe, a terminal, and anything written after that. */
const GONE: ReadonlySet<string> = new Set(['EPIPE', 'EIO', 'ENXIO', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']);
