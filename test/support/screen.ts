// What a command wrote, as a file can keep it: times, ids of runs, ports, paths and versions are the same on every day and machine.

/** Replaced by something of the same width where columns would move. */
const CHANGING: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z\b/g, () => '<moment>'],
  [/\b\d{4}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2})?\b/g, (found) => (found.length > 16 ? 'YYYY-MM-DD hh:mm:ss' : 'YYYY-MM-DD hh:mm')],
  [/\b\d{4}-\d{2}-\d{2}\b/g, () => 'YYYY-MM-DD'],
  [/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, () => '<run>'],
  [/http:\/\/127\.0\.0\.1:\d+/g, () => 'http://127.0.0.1:<port>'],
  [/\b[0-9a-f]{32,}\b/g, () => '<digest>'],
  [/\b[\d,.]+ (?:ms|GB|MB)\b/g, (found) => found.replace(/[\d,.]+/, '<n>')],
];

/** `home`: the temp folder of the profile. `also`: what else changes in this screen, by what takes its place. */
export function steady(text: string, home: string, also: Readonly<Record<string, RegExp>> = {}): string {
  const located = text.replaceAll(home, '<home>');
  const generic = CHANGING.reduce((so, [pattern, by]) => so.replaceAll(pattern, by), located);
  return Object.entries(also).reduce((so, [by, pattern]) => so.replaceAll(pattern, by), generic);
}

interface Screened {
  readonly home: { readonly directory: string };
  run(
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<{ readonly out: string; readonly err: string; readonly code: number | null }>;
}

/** One call as a file keeps it: the command, what it wrote to stdout and stderr, and its exit code. JSON is spread over lines. */
export async function screenOf(
  world: Screened,
  args: readonly string[],
  { also = {}, env = {} }: { readonly also?: Readonly<Record<string, RegExp>>; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const { out, err, code } = await world.run(args, env);
  const shown = args.includes('--json') ? `${JSON.stringify(JSON.parse(out), null, 2)}\n` : out;
  const whole = [`$ at2qbo ${args.join(' ')}`, shown, ...(err === '' ? [] : ['--- stderr', err]), `--- exit code ${code ?? 'none'}`, ''];
  return steady(whole.join('\n'), world.home.directory, also);
}
