// The tour's questions for settings that only the two systems can answer.
// Each says why it matters and what was found; what is set stays preselected.
import { loadSettings } from '../../../config/store/load.ts';
import { saveSetting, saveText, unsetSetting } from '../../../config/store/save.ts';
import type { SettingKey } from '../../../config/schema/schema.ts';
import { describeSetting, parseSetting, showSetting } from '../../../config/schema/values.ts';
import type { Preferences, QuickBooksCompany } from '../../../core/model.ts';
import type { Settings } from '../../../core/settings.ts';
import { askChoice, type Choice } from '../../terminal/ask.ts';
import type { Context } from '../../context/context.ts';
import { readerOf, type EditPorts } from '../../settings/choices.ts';
import { askerOf } from '../../settings/maps.ts';
import type { Io } from '../../terminal/io.ts';

const missing = 'an answer';
const LATER = '\u0000later';
const NONE = '\u0000none';

interface Found {
  readonly company: QuickBooksCompany;
  readonly preferences: Preferences;
}

interface Topic {
  readonly key: SettingKey;
  /** Null: it has no meaning for this company. */
  readonly why: (found: Found, settings: Settings) => string | null;
  /** What each choice means, where its name doesn't say it. */
  readonly names?: Readonly<Record<string, string>>;
  /** Preselected where the setting has its default. */
  readonly suggestion?: (found: Found) => string;
}

const TOPICS: readonly Topic[] = [
  {
    key: 'quickbooks.edition',
    why: ({ company }) => `How sales tax is handled. The company’s country: ${company.country}.`,
    names: { us: 'us: taxable or not, by line', 'non-us': 'non-us: a tax code on each line' },
    suggestion: ({ company }) => (company.country === 'US' ? 'us' : 'non-us'),
  },
  {
    key: 'invoices.numbering',
    why: ({ preferences }) =>
      preferences.customTxnNumbers
        ? 'Who numbers the invoices. Custom transaction numbers are on in QuickBooks: it expects a number with each invoice.'
        : 'Who numbers the invoices. Custom transaction numbers are off in QuickBooks: it gives the numbers itself.',
    names: {
      quickbooks: 'quickbooks: QuickBooks gives the number, Autotask gets it',
      'autotask-id': 'autotask-id: Autotask’s invoice id is the number',
      'autotask-number': 'autotask-number: Autotask’s invoice number is the number',
    },
    suggestion: ({ preferences }) => (preferences.customTxnNumbers ? 'autotask-number' : 'quickbooks'),
  },
  {
    key: 'items.missing',
    why: () => 'What to do with a billing code that has no item in QuickBooks yet.',
    names: {
      create: 'create: make the item',
      hold: 'hold: keep the invoice back until somebody made it',
      'default-item': 'default-item: use items.defaultItem for it',
    },
  },
  {
    key: 'items.defaultItem',
    why: (_, { items }) => (items.missing === 'default-item' ? 'The item for billing codes that have none of their own.' : null),
  },
  {
    key: 'items.incomeAccount',
    why: (_, { items }) => (items.missing === 'create' ? 'The income account of the items that at2qbo creates.' : null),
  },
  {
    key: 'invoices.defaultClass',
    why: ({ preferences }) => (preferences.classTracking === 'transaction' ? 'QuickBooks tracks one class for each invoice: which?' : null),
  },
  {
    key: 'invoices.poNumberField',
    why: ({ preferences }) =>
      preferences.customFields.length > 0 ? 'QuickBooks has custom fields on its invoices: which one takes the PO number?' : null,
  },
  {
    key: 'linesOfBusiness.filter',
    why: () => 'Which invoices are sent: all, or only those of certain lines of business of Autotask.',
    names: {
      off: 'off: all invoices',
      selected: 'selected: only those of the lines of business that you select',
      'selected-or-none': 'selected-or-none: those, and invoices without any',
    },
  },
  {
    key: 'linesOfBusiness.classes',
    why: (_, { linesOfBusiness }) =>
      linesOfBusiness.filter === 'off' ? null : 'Select the lines of business; each may have a class of QuickBooks.',
  },
];

/** Asks each in turn; each answer is stored at once. */
export async function askTourSettings(io: Io, context: Context, say: (text: string) => void): Promise<void> {
  const ports: EditPorts = { autotask: () => context.autotask(), quickbooks: () => context.quickbooks() };
  const quickbooks = await ports.quickbooks();
  const found: Found = { company: await quickbooks.company(), preferences: await quickbooks.preferences() };
  const owner = { profile: context.profile, env: io.env };
  for (const topic of TOPICS) {
    const { settings, values } = loadSettings(owner);
    const why = topic.why(found, settings);
    if (why === null) continue;
    const { key } = topic;
    io.out('');
    say(why);
    const askMap = askerOf(key);
    if (askMap) {
      const map = await askMap(io, ports, settings);
      if (map !== null) saveSetting(owner, key, parseSetting(key, JSON.stringify(map)));
      continue;
    }
    const chosen = await choose(io, ports, topic, values[key], found);
    if (chosen === NONE) unsetSetting(owner, key);
    else if (chosen !== LATER) saveText(owner, key, chosen);
  }
}

async function choose(io: Io, ports: EditPorts, topic: Topic, value: unknown, found: Found): Promise<string> {
  const { key, names = {}, suggestion } = topic;
  const { choices, initial } = describeSetting(key);
  const read = readerOf(key);
  const now = showSetting(value);
  const live: readonly Choice<string>[] = read === null ? (choices ?? []).map((one) => ({ value: one, name: one })) : await read(ports);
  const suggested = suggestion?.(found);
  const offered = live.map((one) => ({
    value: one.value,
    name: `${names[one.value] ?? one.name}${one.value === suggested ? ' (fits)' : ''}`,
  }));
  const canBeNone = initial === null;
  const more = canBeNone ? (value === null ? [{ value: LATER, name: 'none, or decide later' }] : [{ value: NONE, name: 'none' }]) : [];
  // What was set by a person stays; only a default makes way for what fits the company.
  const preselected = canBeNone && value === null ? LATER : now === showSetting(initial) ? (suggested ?? now) : now;
  return askChoice(io, { message: `${key}:`, missing, choices: [...offered, ...more], initial: preselected });
}
