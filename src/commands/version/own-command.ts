// What a person types to call this program again, from where they are.
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { isExecutable } from '../../clients/host/executable.ts';
import type { Environment } from '../../config/paths.ts';

/** `at2qbo` where the shell finds this very program under that name; else the way it was started: npx, or its path. */
export function ownCommand(env: Environment, program = isExecutable() ? process.execPath : (process.argv[1] ?? '')): string {
  if (isOnPath(env, program)) return 'at2qbo';
  if (/[\\/]_npx[\\/]/.test(program)) return 'npx at2qbo';
  const typedIn = env['INIT_CWD'] ?? process.cwd();
  const path = relative(typedIn, program);
  const short = path.startsWith('..') || path === '' ? program : path;
  const typed = /^[\w./\\:-]+$/.test(short) ? short : `"${short}"`;
  return isExecutable() ? (short === path ? `./${typed}` : typed) : `node ${typed}`;
}

/** Of what npm puts in front of PATH for its scripts a shell knows nothing. */
function isOnPath(env: Environment, program: string): boolean {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => !/node_modules[\\/]\.bin[\\/]?$/.test(folder));
  const files = process.platform === 'win32' ? ['at2qbo.cmd', 'at2qbo.exe'] : ['at2qbo'];
  const found = folders.flatMap((folder) => files.map((file) => join(folder, file))).find((path) => existsSync(path));
  if (found === undefined) return false;
  return process.platform === 'win32' || realpathSync(found) === realOf(program);
}

function realOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}
