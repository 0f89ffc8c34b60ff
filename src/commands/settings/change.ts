// `at2qbo settings get|set|unset KEY`.
import { readOverrides, variableOf } from '../../config/env.ts';
import { loadSettings } from '../../config/store/load.ts';
import type { Whose } from '../../config/store/load.ts';
import { chooseProfile } from '../../config/paths.ts';
import { saveText, unsetSetting } from '../../config/store/save.ts';
import type { Change } from '../../config/store/save.ts';
import { isSameValue, publicValue, requireKey, showSetting } from '../../config/schema/values.ts';
import { resolveValue } from './resolve.ts';
import { EXIT } from '../program/exit.ts';
import { jsonOf, oneLine } from './list.ts';
import type { Invocation } from '../program/spec.ts';

/** Prints, changes or clears one setting. */
export async function run(invocation: Invocation): Promise<number> {
  const { io, globals, command, args } = invocation;
  const [key = '', value = ''] = args;
  const whose: Whose = { profile: chooseProfile(globals.profile, io.env), env: io.env };
  if (command === 'settings get') get(invocation, whose, key);
  else if (command === 'settings set') await set(invocation, whose, key, value);
  else {
    const change = unsetSetting(whose, key);
    if (change !== null) confirm(invocation, change);
    else if (globals.json) io.json({ key, removed: true });
    else io.out(`${key} was taken out of the file; there is no such setting`);
  }
  return EXIT.done;
}

async function set(invocation: Invocation, whose: Whose, key: string, value: string): Promise<void> {
  const known = requireKey(key);
  const { text, name, unchecked } = await resolveValue(invocation, known, value);
  confirm(invocation, saveText(whose, known, text), name);
  if (unchecked !== '') invocation.io.err(`note: ${known} was stored as given, not looked up in QuickBooks: ${unchecked}`);
}

function get({ io, globals }: Invocation, whose: Whose, key: string): void {
  const known = requireKey(key);
  const loaded = loadSettings(whose);
  // The bare value, so that a script can use it.
  if (globals.json) io.json({ key: known, ...jsonOf(known, loaded) });
  else io.out(showSetting(loaded.values[known]));
}

function confirm({ io, globals }: Invocation, { key, before, after }: Change, name = ''): void {
  if (globals.json) io.json({ key, before: publicValue(before), after: publicValue(after) });
  else if (!globals.quiet) {
    const [was, now] = [oneLine(showSetting(before)), oneLine(showSetting(after))];
    const is = name === '' ? now : `${now}: ${name}`;
    io.out(isSameValue(before, after) ? `${key}: ${is}, as it was` : `${key}: was ${was}, is ${is}`);
  }
  if (readOverrides(io.env).has(key)) io.err(`note: ${variableOf(key)} overrides ${key} wherever it is set`);
}
