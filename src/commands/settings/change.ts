// `at2qbo settings get|set|unset KEY`.
import { readOverrides, variableOf } from '../../config/env.ts';
import { loadSettings } from '../../config/load.ts';
import type { Whose } from '../../config/load.ts';
import { chooseProfile } from '../../config/paths.ts';
import { saveText, unsetSetting } from '../../config/save.ts';
import type { Change } from '../../config/save.ts';
import { isSameValue, publicValue, requireKey, showSetting } from '../../config/values.ts';
import { EXIT } from '../program/exit.ts';
import { jsonOf, oneLine } from './list.ts';
import type { Invocation } from '../program/spec.ts';

/** Prints, changes or clears one setting. */
export async function run(invocation: Invocation): Promise<number> {
  const { io, globals, command, args } = invocation;
  const [key = '', value = ''] = args;
  const whose: Whose = { profile: chooseProfile(globals.profile, io.env), env: io.env };
  if (command === 'settings get') get(invocation, whose, key);
  else if (command === 'settings set') confirm(invocation, saveText(whose, key, value));
  else {
    const change = unsetSetting(whose, key);
    if (change !== null) confirm(invocation, change);
    else if (globals.json) io.json({ key, removed: true });
    else io.out(`${key} was taken out of the file; there is no such setting`);
  }
  return Promise.resolve(EXIT.done);
}

function get({ io, globals }: Invocation, whose: Whose, key: string): void {
  const known = requireKey(key);
  const loaded = loadSettings(whose);
  // The bare value, so that a script can use it.
  if (globals.json) io.json({ key: known, ...jsonOf(known, loaded) });
  else io.out(showSetting(loaded.values[known]));
}

function confirm({ io, globals }: Invocation, { key, before, after }: Change): void {
  if (globals.json) io.json({ key, before: publicValue(before), after: publicValue(after) });
  else if (!globals.quiet) {
    const [was, is] = [oneLine(showSetting(before)), oneLine(showSetting(after))];
    io.out(isSameValue(before, after) ? `${key}: ${is}, as it was` : `${key}: was ${was}, is ${is}`);
  }
  if (readOverrides(io.env).has(key)) io.err(`note: ${variableOf(key)} overrides ${key} wherever it is set`);
}
