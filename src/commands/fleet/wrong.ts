// What is wrong with a profile by its own `status` or `doctor` document, in lines, and the exit code that it comes to.

export type Body = Readonly<Record<string, unknown>>;
export const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
export const listOf = (value: unknown): Body[] => (Array.isArray(value) ? value.filter(isBody) : []);

/** One thing that is wrong. */
export interface Wrong {
  readonly line: string;
  /** The exit code that it comes to. */
  readonly code: number;
}

const CODES = { needsPerson: 1, differences: 3, connect: 4 } as const;
/** Last runs that ended so say nothing of how things stand now: another run was active, or somebody stopped it. */
const NO_TROUBLE = new Set([0, 1, 3, 6, 129, 130, 143]);

/** Of another command's document: nothing. */
export function wrongIn(command: string, body: Body): Wrong[] {
  if (command === 'doctor') return listOf(body['checks']).flatMap(checkWrong);
  return command === 'status' ? statusWrong(body) : [];
}

function checkWrong(check: Body): Wrong[] {
  if (check['level'] === 'ok' || check['isRemark'] === true) return [];
  const fix = textOf(check['fix']);
  return [
    {
      line: `${textOf(check['level'])}: ${textOf(check['key'])}: ${textOf(check['message'])}${fix === '' ? '' : ` Fix: ${fix}`}`,
      code: CODES.differences,
    },
  ];
}

function statusWrong(body: Body): Wrong[] {
  const side = (name: string, command: string): Wrong[] => {
    const one = body[name];
    if (!isBody(one)) return [];
    const hasEnded = typeof one['tokenDaysLeft'] === 'number' && one['tokenDaysLeft'] < 0;
    if (one['isConnected'] === true && !hasEnded) return [];
    const why = hasEnded ? 'the sign-in has ended' : `not connected (${textOf(one['problem'])})`;
    return [{ line: `${command === 'autotask' ? 'Autotask' : 'QuickBooks'}: ${why} Fix: at2qbo connect ${command}`, code: CODES.connect }];
  };
  return [
    ...side('autotask', 'autotask'),
    ...side('quickbooks', 'quickbooks'),
    ...lastRun(body['lastRun']),
    ...open('held', body),
    ...open('failed', body),
  ];
}

function lastRun(run: unknown): Wrong[] {
  if (!isBody(run) || typeof run['exitCode'] !== 'number' || NO_TROUBLE.has(run['exitCode'])) return [];
  return [
    {
      line: `its last ${textOf(run['command'])} (${textOf(run['startedAt'])}) ended with exit code ${run['exitCode']}`,
      code: run['exitCode'],
    },
  ];
}

/** `2 held (1 customer-missing, 1 closed-books), since 2026-07-01`. */
function open(outcome: string, body: Body): Wrong[] {
  const list = listOf(body[outcome]);
  if (list.length === 0) return [];
  const codes = new Map<string, number>();
  for (const one of list) {
    const [why] = listOf(one['reasons']);
    const code = textOf(why?.['code']);
    if (code !== '') codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  const since = list.map((one) => textOf(one['firstSeen']).slice(0, 10)).toSorted()[0] ?? '';
  const why = [...codes].map(([code, count]) => `${count} ${code}`).join(', ');
  return [
    { line: `${list.length} ${outcome}${why === '' ? '' : ` (${why})`}${since === '' ? '' : `, since ${since}`}`, code: CODES.needsPerson },
  ];
}
