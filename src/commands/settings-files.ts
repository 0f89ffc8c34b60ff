// `at2qbo settings export|import FILE`.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Whose } from '../config/load.ts';
import { chooseProfile, profilePaths } from '../config/paths.ts';
import { exportSettings, importSettings } from '../config/save.ts';
import { publicValue, showSetting } from '../config/values.ts';
import { UsageError } from '../core/errors.ts';
import { EXIT } from './exit.ts';
import { oneLine } from './settings.ts';
import type { Invocation } from './spec.ts';

/** Writes the settings to a file, or takes them over from one. */
export async function run(invocation: Invocation): Promise<number> {
  const { io, globals, command, args } = invocation;
  const [file = ''] = args;
  const whose: Whose = { profile: chooseProfile(globals.profile, io.env), env: io.env };
  if (command === 'settings export') toFile(invocation, whose, file);
  else await fromFile(invocation, whose, file);
  return EXIT.done;
}

function toFile({ io, globals }: Invocation, whose: Whose, file: string): void {
  const { text, withoutPassword } = exportSettings(whose);
  if (file === '-') {
    io.json(JSON.parse(text));
  } else {
    if (resolve(file) === profilePaths(whose.profile, whose.env).config)
      throw new UsageError(`${file} is the profile's own settings file`, 'choose another file');
    attempt(file, 'written', () => {
      writeFileSync(file, text, { mode: 0o600 });
      // The mode above counts only for a file that wasn't there.
      chmodSync(file, 0o600);
    });
    if (globals.json) io.json({ file, profile: whose.profile, withoutPassword });
    else if (!globals.quiet) io.out(`the settings of profile ${whose.profile} are in ${file}; secrets aren’t among them`);
  }
  for (const key of withoutPassword) io.err(`note: ${key} was written without its password`);
}

async function fromFile({ io, globals }: Invocation, whose: Whose, file: string): Promise<void> {
  const text = file === '-' ? await io.readStdin() : attempt(file, 'read', () => readFileSync(file, 'utf8'));
  const changes = importSettings(whose, text, file === '-' ? 'stdin' : file);
  if (globals.json) {
    io.json({
      profile: whose.profile,
      changed: changes.map(({ key, before, after }) => ({ key, before: publicValue(before), after: publicValue(after) })),
    });
  } else if (!globals.quiet) {
    for (const { key, before, after } of changes) io.out(`${key}: was ${oneLine(showSetting(before))}, is ${oneLine(showSetting(after))}`);
    io.out(`${changes.length === 0 ? 'nothing' : changes.length === 1 ? '1 setting' : `${changes.length} settings`} changed`);
  }
}

// A file that can't be opened is the person's to mend, not a bug.
function attempt<T>(file: string, what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown cause';
    throw new UsageError(`${file} can't be ${what} (${code})`, 'check the path and its permissions');
  }
}
