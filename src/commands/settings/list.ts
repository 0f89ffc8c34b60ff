// `at2qbo settings`: every setting with value, default and help, by group; what differs from its default is marked.
import { chooseProfile } from '../../config/paths.ts';
import { loadSettings } from '../../config/store/load.ts';
import type { LoadedSettings } from '../../config/store/load.ts';
import { variableOf } from '../../config/env.ts';
import { settingKeys } from '../../config/schema/schema.ts';
import type { SettingKey } from '../../config/schema/schema.ts';
import { describeSetting, isSameValue, publicValue, showSetting } from '../../config/schema/values.ts';
import { EXIT } from '../program/exit.ts';
import { paint } from '../terminal/paint.ts';
import { wrap } from '../format/wrap.ts';
import type { Invocation } from '../program/spec.ts';

/** Lists the settings. */
export async function run({ io, globals }: Invocation): Promise<number> {
  const loaded = loadSettings({ profile: chooseProfile(globals.profile, io.env), env: io.env });
  if (globals.json) io.json(Object.fromEntries(settingKeys.map((key) => [key, jsonOf(key, loaded)])));
  else for (const line of listLines(loaded, io.width)) io.out(line);
  return Promise.resolve(EXIT.done);
}

/** One setting for `--json`. */
export function jsonOf(key: SettingKey, { values, source }: LoadedSettings): object {
  const { group, help, allowed, initial } = describeSetting(key);
  return { value: publicValue(values[key]), default: initial, help, group, allowed, source: source[key] };
}

function listLines(loaded: LoadedSettings, width: number): string[] {
  const out = [`profile ${loaded.paths.profile}: ${loaded.paths.config}`];
  let last = '';
  for (const key of settingKeys) {
    const { group, help, initial } = describeSetting(key);
    if (group !== last) out.push('', paint.bold(group));
    last = group;
    const value = oneLine(showSetting(loaded.values[key]));
    const isDefault = isSameValue(loaded.values[key], initial);
    const notes = [
      key === 'invoices.timeZone' && loaded.values[key] === null ? `this computer’s: ${loaded.settings.invoices.timeZone ?? ''}` : '',
      isDefault ? '' : `default ${oneLine(showSetting(initial))}`,
      loaded.source[key] === 'environment' ? `from ${variableOf(key)}` : '',
    ].filter(Boolean);
    const head = `${isDefault ? ' ' : '*'} ${key} = ${value}`;
    out.push(`${isDefault ? head : paint.yellow(head)}${notes.length > 0 ? paint.dim(`   (${notes.join('; ')})`) : ''}`);
    out.push(...wrap(help, Math.max(width, 40) - 6).map((line) => paint.dim(`      ${line}`)));
  }
  return [...out, '', '* differs from its default. Change: at2qbo settings set KEY VALUE'];
}

/** A value of several lines on one. */
export function oneLine(text: string): string {
  return text === '' ? '""' : text.replaceAll('\n', '\\n');
}
