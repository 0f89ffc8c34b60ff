// The user's crontab: read, one marked block in it replaced or taken out, and written back whole.
// What others wrote in it stays byte by byte.
import { spawn } from 'node:child_process';
import { ConfigError } from '../../core/errors.ts';
import { withoutSecrets, type Environment } from '../secrets/names.ts';

const LIMIT_MS = 10_000;
const FIX = 'print the entry and put it in yourself: at2qbo schedule cron';

export interface Marks {
  readonly begin: string;
  readonly end: string;
}

/** Puts the block in, or (null) takes it out. `true`: the crontab is another one now. */
export async function changeCrontab(marks: Marks, block: string | null, env: Environment): Promise<boolean> {
  const before = await readCrontab(env);
  const after = withBlock(before, marks, block);
  if (after === before) return false;
  await crontab(['-'], env, after);
  // Some programs answer 0 and keep something else; what counts is what is there now.
  const kept = await readCrontab(env);
  if (block === null ? kept.includes(marks.begin) : !kept.includes(block.trimEnd()))
    throw new ConfigError('crontab did not keep the entry', FIX);
  return true;
}

/** The text with the marked block replaced, added at the end, or taken out. A begin without its end is refused: guessing could eat other entries. */
export function withBlock(text: string, marks: Marks, block: string | null): string {
  const lines = text.split('\n');
  const [begin, end] = [lines.indexOf(marks.begin), lines.indexOf(marks.end)];
  if (begin === -1 && end === -1) return block === null ? text : `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${block}`;
  if (begin === -1 || end < begin) {
    throw new ConfigError(`the crontab has only one of the lines "${marks.begin}" and "${marks.end}"`, 'put it right: crontab -e');
  }
  const rest = [...lines.slice(0, begin), ...(block === null ? [] : block.trimEnd().split('\n')), ...lines.slice(end + 1)];
  return rest.join('\n');
}

async function readCrontab(env: Environment): Promise<string> {
  const { code, out, err } = await run(['-l'], env);
  if (code === 0) return out;
  // Nothing else may pass for an empty one: it would be written over.
  if (/no crontab for|no such file or directory/i.test(err)) return '';
  throw refused(['-l'], code, err);
}

async function crontab(args: readonly string[], env: Environment, input: string): Promise<void> {
  const { code, err } = await run(args, env, input);
  if (code !== 0) throw refused(args, code, err);
}

function refused(args: readonly string[], code: number | null, err: string): ConfigError {
  return new ConfigError(`crontab ${args.join(' ')} ended with ${code ?? 'a signal'}: ${err.trim() || 'it said nothing'}`, FIX);
}

function run(args: readonly string[], env: Environment, input = ''): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('crontab', args, { env: { ...withoutSecrets(env), LC_ALL: 'C' }, timeout: LIMIT_MS });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', (cause) => reject(new ConfigError(`there is no program crontab here (${cause.message})`, FIX, { cause })));
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.on('error', () => {}); // it ended without reading: its exit code says so
    child.stdin.end(input);
  });
}
