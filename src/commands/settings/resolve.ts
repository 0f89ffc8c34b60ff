// `settings set` of something that QuickBooks lists: a name becomes its Id, and an Id that isn't there is refused.
import type { SettingKey } from '../../config/schema/schema.ts';
import { At2qboError, ConfigError } from '../../core/errors.ts';
import { nearest } from '../../config/schema/nearest.ts';
import { withContext, type Context } from '../context/context.ts';
import type { Invocation } from '../program/spec.ts';
import { readerOf } from './choices.ts';

/** The list is whole, so what isn't in it doesn't exist. Custom fields have ids that no list shows. */
const LISTED: ReadonlySet<SettingKey> = new Set([
  'items.incomeAccount',
  'items.defaultItem',
  'items.roundingItem',
  'invoices.defaultClass',
  'tax.untaxedCode',
]);
const WHAT: Partial<Record<SettingKey, string>> = {
  'items.incomeAccount': 'income account',
  'invoices.defaultClass': 'class',
  'tax.untaxedCode': '0 % tax code',
};

/** What is stored for the text, and what to say of it. */
export interface Resolved {
  readonly text: string;
  /** `Sales (Id 79)`; '' where nothing was looked up. */
  readonly name: string;
  /** Why it couldn't be looked up; '' if it was, or needn't be. */
  readonly unchecked: string;
}

/** Before a connection an Id is taken as it is: settings may come first. Throws a ConfigError for what the company doesn't have. */
export async function resolveValue(invocation: Invocation, key: SettingKey, text: string): Promise<Resolved> {
  const asGiven: Resolved = { text, name: '', unchecked: '' };
  if (ADDRESSES.has(key)) await checkAddresses(key, text);
  if (!LISTED.has(key) || text.trim() === '') return asGiven;
  const isId = /^\d+$/.test(text.trim());
  try {
    return await withContext(invocation, async (context) => {
      if (await isConnected(context)) return find(key, text.trim(), context);
      if (isId) return asGiven;
      throw new ConfigError(
        `${key}: "${text}" is a name, and QuickBooks is not connected, so its Id can't be looked up`,
        `at2qbo connect quickbooks, then again; or give the Id: at2qbo settings set ${key} ID`,
      );
    });
  } catch (error) {
    if (!isId || !(error instanceof At2qboError) || error instanceof Refusal || error.kind === 'stopped') throw error;
    return { ...asGiven, unchecked: error.message };
  }
}

const ADDRESSES: ReadonlySet<SettingKey> = new Set(['mail.to', 'mail.cc', 'mail.from']);

/** By the mail library's own parser, which takes the first of two addresses without a comma and drops the other. */
async function checkAddresses(key: SettingKey, text: string): Promise<void> {
  if (text.trim() === '') return;
  const { readAddresses } = await import('../../clients/notices/addresses.ts');
  const { good, refused } = readAddresses(text);
  const [wrong] = refused;
  if (wrong !== undefined)
    throw new ConfigError(
      `${key} can't be ${JSON.stringify(text)}: ${wrong.text}: ${wrong.why}`,
      `with commas between them: at2qbo settings set ${key} "a@example.com, b@example.com"`,
    );
  if (key === 'mail.from' && good.length > 1)
    throw new ConfigError(
      `mail.from can't be ${JSON.stringify(text)}: a mail has one sender`,
      `at2qbo settings set mail.from ${good[0]?.address ?? ''}`,
    );
}

class Refusal extends ConfigError {}

async function isConnected(context: Context): Promise<boolean> {
  return context.settings.quickbooks.realmId !== null && (await context.vault.exists());
}

async function find(key: SettingKey, text: string, context: Context): Promise<Resolved> {
  const read = readerOf(key);
  if (read === null) return { text, name: '', unchecked: '' };
  const all = await read({ autotask: () => context.autotask(), quickbooks: () => context.quickbooks() });
  const byId = all.find(({ value }) => value === text);
  if (byId) return { text, name: byId.name, unchecked: '' };
  const nameOf = (one: { readonly name: string }): string => one.name.replace(/ \((?:[^()]*, )?Id \d+\)$/, '');
  const folded = (name: string): string => name.trim().toLowerCase();
  const exact = all.filter((one) => nameOf(one) === text);
  const named = exact.length > 0 ? exact : all.filter((one) => folded(nameOf(one)) === folded(text));
  const [one] = named;
  if (one && named.length === 1) return { text: one.value, name: one.name, unchecked: '' };
  const what = WHAT[key] ?? 'item';
  const list = named.length > 1 ? named : all;
  const near = nearest(text, list.map(nameOf));
  const shown = list.slice(0, 12).map(({ name }) => name);
  const more = list.length > shown.length ? `, and ${list.length - shown.length} more` : '';
  const suggested = named[0] ?? list.find((each) => nameOf(each) === near) ?? list[0];
  throw new Refusal(
    named.length > 1
      ? `${key}: QuickBooks has several by the name "${text}": ${shown.join('; ')}`
      : `${key} can't be "${text}": QuickBooks has no ${what} with that Id or name. It has: ${shown.join('; ')}${more}`,
    suggested === undefined ? `make one in QuickBooks first` : `for example: at2qbo settings set ${key} ${suggested.value}`,
  );
}
