// `at2qbo settings edit`: group by group on a terminal, with choices read live from both systems.
// Each answer is stored at once.
import { loadSettings } from '../../config/store/load.ts';
import { saveSetting, saveText, unsetSetting, type Change } from '../../config/store/save.ts';
import { settingKeys, type SettingKey } from '../../config/schema/schema.ts';
import { describeSetting, isSameValue, parseSetting, showSetting } from '../../config/schema/values.ts';
import { At2qboError, UsageError } from '../../core/errors.ts';
import { askChoice, askText, canAsk } from '../terminal/ask.ts';
import { withContext, type Context } from '../context/context.ts';
import { readerOf } from './choices.ts';
import { askerOf } from './maps.ts';
import { EXIT } from '../program/exit.ts';
import { oneLine } from './list.ts';
import type { Invocation } from '../program/spec.ts';

const missing = 'an answer';
const BACK = '';
const TYPE_IT = '\u0000type';
const UNSET = '\u0000unset';

export async function run(invocation: Invocation): Promise<number> {
  const { io, globals } = invocation;
  if (globals.json) throw new UsageError('settings edit asks questions, so it has no --json', 'at2qbo settings set KEY VALUE');
  if (!canAsk(io))
    throw new UsageError('settings edit asks questions, and there is no terminal to ask on', 'at2qbo settings set KEY VALUE');
  return withContext(invocation, async (context) => {
    const groups = [...new Set(settingKeys.map((key) => describeSetting(key).group))];
    for (;;) {
      const choices = [{ value: BACK, name: 'done' }, ...groups.map((group) => ({ value: group, name: group }))];
      const group = await askChoice(io, { message: 'Which settings?', missing, choices });
      if (group === BACK) return EXIT.done;
      await editGroup(invocation, context, group);
    }
  });
}

async function editGroup(invocation: Invocation, context: Context, group: string): Promise<void> {
  const { io } = invocation;
  const keys = settingKeys.filter((key) => describeSetting(key).group === group);
  for (;;) {
    const { values } = loadSettings(whose(invocation, context));
    const choices = keys.map((key) => ({
      value: key as string,
      name: `${key} = ${short(values[key])}`,
      description: describeSetting(key).help,
    }));
    const chosen = await askChoice(io, { message: `${group}:`, missing, choices: [{ value: BACK, name: 'back' }, ...choices] });
    const key = keys.find((one) => one === chosen);
    if (key === undefined) return;
    try {
      confirm(invocation, await editSetting(invocation, context, key));
    } catch (error) {
      // A refused value or a system that can't be read is no reason to lose one's place.
      if (!(error instanceof At2qboError) || error.kind === 'stopped') throw error;
      io.err(`error: ${error.message}`);
      if (error.remedy !== '') io.err(`fix: ${error.remedy}`);
    }
  }
}

async function editSetting(invocation: Invocation, context: Context, key: SettingKey): Promise<Change | null> {
  const { io } = invocation;
  const owner = whose(invocation, context);
  const loaded = loadSettings(owner);
  const ports = { autotask: () => context.autotask(), quickbooks: () => context.quickbooks() };
  const ask = askerOf(key);
  if (ask) {
    const map = await ask(io, ports, loaded.settings);
    return map === null ? null : saveSetting(owner, key, parseSetting(key, JSON.stringify(map)));
  }
  const { choices, help, allowed, initial } = describeSetting(key);
  const now = showSetting(loaded.values[key]);
  const read = readerOf(key);
  const live = read === null ? null : await read(ports);
  if (live !== null || choices !== null) {
    const offered = live ?? (choices ?? []).map((value) => ({ value, name: value }));
    const more = [
      ...(initial === null ? [{ value: UNSET, name: 'unset' }] : []),
      ...(live === null ? [] : [{ value: TYPE_IT, name: 'another Id' }]),
    ];
    const chosen = await askChoice(io, { message: `${key}: ${help}`, missing, choices: [...offered, ...more], initial: now });
    if (chosen === UNSET) return unsetSetting(owner, key);
    if (chosen !== TYPE_IT) return saveText(owner, key, chosen);
  }
  const text = await askText(io, {
    message: `${key} (${allowed}):`,
    missing,
    initial: oneLine(now === 'unset' ? '' : now).replace(/^""$/, ''),
    check: (typed) => refusalOf(key, typed),
  });
  return saveText(owner, key, text);
}

function refusalOf(key: SettingKey, text: string): string | null {
  try {
    parseSetting(key, text);
    return null;
  } catch (error) {
    if (error instanceof At2qboError) return error.message;
    throw error;
  }
}

function confirm({ io }: Invocation, change: Change | null): void {
  if (change === null) return;
  const [was, is] = [oneLine(showSetting(change.before)), oneLine(showSetting(change.after))];
  io.out(isSameValue(change.before, change.after) ? `${change.key}: ${is}, as it was` : `${change.key}: was ${was}, is ${is}`);
}

function whose({ io }: Invocation, { profile }: Context) {
  return { profile, env: io.env };
}

function short(value: unknown): string {
  const text = oneLine(showSetting(value));
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
