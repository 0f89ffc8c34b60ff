// `at2qbo settings export|import FILE`.
import type { Whose } from '../../config/store/load.ts';
import { chooseProfile } from '../../config/paths.ts';
import { exportSettings, importSettings } from '../../config/store/save.ts';
import { publicValue, showSetting } from '../../config/schema/values.ts';
import { EXIT } from '../program/exit.ts';
import { checkDepth, readInFile } from '../files/input-file.ts';
import { writeOutFile } from '../files/output-file.ts';
import { oneLine } from './list.ts';
import type { Invocation } from '../program/spec.ts';

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
    writeOutFile(file, text, 'replace', whose.env);
    if (globals.json) io.json({ file, profile: whose.profile, withoutPassword });
    else if (!globals.quiet) io.out(`the settings of profile ${whose.profile} are in ${file}; secrets aren’t among them`);
  }
  for (const key of withoutPassword) io.err(`note: ${key} was written without its password`);
}

async function fromFile({ io, globals }: Invocation, whose: Whose, file: string): Promise<void> {
  const from = file === '-' ? 'stdin' : file;
  const text = file === '-' ? await io.readStdin() : readInFile(file);
  checkDepth(text, from);
  const changes = importSettings(whose, text, from);
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
