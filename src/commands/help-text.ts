// The help of the top level as the build wrote it down, so that it can be shown before anything is loaded.
import { readFileSync, statSync } from 'node:fs';

const LAID_OUT_FOR = 80;
/** What the help is made of. */
const MADE_OF = [
  'specs/run',
  'specs/look-and-fix',
  'specs/set-up',
  'specs/settings',
  'specs/ledger-and-profiles',
  'specs/try-it',
  'specs',
  'table',
  'program',
];

/** The text, or null: not built, built before the last change, or for another width of terminal (undefined: there is none). */
export function readHelp(columns: number | undefined): string | null {
  if (columns !== undefined && columns !== LAID_OUT_FOR) return null;
  const written = new URL('../../help.txt', import.meta.url);
  const age = (file: URL): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const writtenAt = age(written);
  const isStale = MADE_OF.some((name) => age(new URL(`./${name}.js`, import.meta.url)) > writtenAt);
  return writtenAt === 0 || isStale ? null : readFileSync(written, 'utf8');
}
