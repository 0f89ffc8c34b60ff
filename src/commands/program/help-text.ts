// The help of the top level as the build wrote it down, so that it can be shown before anything is loaded.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { carriedText, isExecutable } from '../../clients/host/executable.ts';
import { packageRoot } from '../version/package-root.ts';

const LAID_OUT_FOR = 80;
/** What the help is made of, below `src/commands`. */
const MADE_OF = [
  'program/specs/run',
  'program/specs/look-and-fix',
  'program/specs/set-up',
  'program/specs/settings',
  'program/specs/ledger-and-profiles',
  'program/specs/try-it',
  'program/specs',
  'program/program',
  'registry',
];

/** The text, or null: not built, built before the last change, or for another width of terminal (undefined: there is none). */
export function readHelp(columns: number | undefined): string | null {
  if (columns !== undefined && columns !== LAID_OUT_FOR) return null;
  if (isExecutable()) return carriedText('help.txt');
  const dist = join(packageRoot().folder, 'dist');
  const age = (file: string): number => statSync(join(dist, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const writtenAt = age('help.txt');
  const isStale = MADE_OF.some((name) => age(`src/commands/${name}.js`) > writtenAt);
  return writtenAt === 0 || isStale ? null : readFileSync(join(dist, 'help.txt'), 'utf8');
}
