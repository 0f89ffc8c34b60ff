// Asking for the settings that hold a map: tax codes, lines of business, customers and their exceptions.
// Each answers the new map, or null: leave it.
import type { SettingKey } from '../../config/schema/schema.ts';
import { KIND_WORDS } from '../../core/matching/item-kind.ts';
import { companyId } from '../../core/model.ts';
import type { CustomerOverride, Settings } from '../../core/settings.ts';
import { nameKey } from '../../core/text.ts';
import { askChoice, askText, type Choice } from '../terminal/ask.ts';
import { classChoices, termChoices, type EditPorts } from './choices.ts';
import type { Io } from '../terminal/io.ts';

type Map = Readonly<Record<string, unknown>>;
type Asker = (io: Io, ports: EditPorts, settings: Settings) => Promise<Map | null>;

const missing = 'an answer';
const NONE = '';
const DONE: Choice<string> = { value: '', name: 'done' };

const ASKERS: Partial<Record<SettingKey, Asker>> = {
  'tax.codes': askTaxCodes,
  'linesOfBusiness.classes': askLines,
  'terms.map': askTerms,
  'items.accounts': askItemAccounts,
  'items.names': askItemNames,
  'customers.map': askCustomers,
  'customers.overrides': askOverrides,
};

/** Null: the setting isn't a map that is asked for piece by piece. */
export function askerOf(key: SettingKey): Asker | null {
  return ASKERS[key] ?? null;
}

async function askTaxCodes(io: Io, ports: EditPorts, { tax }: Settings): Promise<Map> {
  const [taxes, codes] = [await (await ports.autotask()).taxes(), await (await ports.quickbooks()).taxCodes()];
  const regions = [...new Set([...taxes.map(({ regionName }) => regionName), ...Object.keys(tax.codes)])];
  const choices = codes.filter(({ isActive }) => isActive).map(({ id, name }) => ({ value: id as string, name: `${name} (Id ${id})` }));
  const byName = { value: NONE, name: 'by equal name' };
  return askEach(
    io,
    regions.map((region) => ({ value: region, name: region })),
    { ...tax.codes },
    'Tax region',
    async (region, now) =>
      (await askChoice(io, {
        message: `QuickBooks tax code of "${region}":`,
        missing,
        choices: [byName, ...choices],
        initial: now ?? NONE,
      })) || undefined,
  );
}

async function askTerms(io: Io, ports: EditPorts, { terms }: Settings): Promise<Map> {
  const own = await (await ports.autotask()).paymentTerms();
  const names = [...new Set([...own.map(({ name }) => name), ...Object.keys(terms.map)])];
  const choices = await termChoices(ports);
  return askEach(
    io,
    names.map((name) => ({ value: name, name })),
    { ...terms.map },
    'Payment terms of Autotask',
    async (name, now) =>
      (await askChoice(io, {
        message: `QuickBooks terms for "${name}":`,
        missing,
        choices: [{ value: NONE, name: 'by equal name' }, ...choices],
        initial: now ?? NONE,
      })) || undefined,
  );
}

async function askLines(io: Io, ports: EditPorts, { linesOfBusiness }: Settings): Promise<Map> {
  const lines = (await (await ports.autotask()).linesOfBusiness()).filter(
    ({ isActive, id }) => isActive || String(id) in linesOfBusiness.classes,
  );
  const classes = await classChoices(ports);
  const out = 'out';
  const choices = [{ value: out, name: 'not selected' }, { value: NONE, name: 'selected, without a class' }, ...classes];
  const named = lines.map(({ id, name }) => ({ value: String(id), name }));
  return askEach(io, named, { ...linesOfBusiness.classes }, 'Line of business', async (_, now) => {
    const chosen = await askChoice(io, { message: 'Class in QuickBooks:', missing, choices, initial: now ?? out });
    return chosen === out ? undefined : chosen;
  });
}

/** The plain words for kinds of lines, then each billing code. */
async function itemKeys(ports: EditPorts, map: Map): Promise<Choice<string>[]> {
  const codes = (await (await ports.autotask()).billingCodes()).filter(({ isActive, id }) => isActive || String(id) in map);
  return [
    ...KIND_WORDS.map((word) => ({ value: word, name: word })),
    ...codes.map(({ id, name, useType }) => ({ value: String(id), name: `${name} (${useType ?? 'no kind'}, ${id})` })),
  ];
}

async function askItemAccounts(io: Io, ports: EditPorts, { items }: Settings): Promise<Map> {
  const accounts = (await (await ports.quickbooks()).incomeAccounts()).filter(({ isActive }) => isActive);
  const choices = [
    { value: NONE, name: 'like the rest' },
    ...accounts.map(({ id, name }) => ({ value: id as string, name: `${name} (Id ${id})` })),
  ];
  const ask = async (_: string, now: string | undefined): Promise<string | undefined> =>
    (await askChoice(io, { message: 'Income account in QuickBooks:', missing, choices, initial: now ?? NONE })) || undefined;
  return askEach(io, await itemKeys(ports, items.accounts), { ...items.accounts }, 'Kind or billing code', ask);
}

async function askItemNames(io: Io, ports: EditPorts, { items }: Settings): Promise<Map> {
  const ask = async (_: string, now: string | undefined): Promise<string | undefined> =>
    (await askText(io, { message: 'Name of the QuickBooks item (empty: none):', missing, initial: now ?? '' })).trim() || undefined;
  return askEach(io, await itemKeys(ports, items.names), { ...items.names }, 'Kind or billing code', ask);
}

/** Offers the keys with what each has now, until the person is done. */
async function askEach(
  io: Io,
  keys: readonly Choice<string>[],
  map: Record<string, string>,
  what: string,
  ask: (key: string, now: string | undefined) => Promise<string | undefined>,
): Promise<Map> {
  if (keys.length === 0) io.err(`${what}: Autotask lists none.`);
  while (keys.length > 0) {
    const choices = keys.map(({ value, name }) => ({ value, name: value in map ? `${name} = ${map[value] || 'selected'}` : name }));
    const key = await askChoice(io, { message: `${what}:`, missing, choices: [DONE, ...choices] });
    if (key === DONE.value) break;
    const value = await ask(key, map[key]);
    if (value === undefined) delete map[key];
    else map[key] = value;
  }
  return map;
}

async function askCompany(io: Io, ports: EditPorts): Promise<string | null> {
  const id = await askText(io, {
    message: 'Autotask company id (empty: done):',
    missing,
    check: (text) => (text === '' || /^\d{1,15}$/.test(text) ? null : 'a company id is a whole number'),
  });
  if (id === '') return null;
  const [company] = await (await ports.autotask()).companies([companyId(Number(id))]);
  io.err(company ? `  ${company.name}` : `  Autotask shows no company ${id} to the API user.`);
  return id;
}

async function askCustomers(io: Io, ports: EditPorts, { customers }: Settings): Promise<Map> {
  const map: Record<string, string> = { ...customers.map };
  const all = (await (await ports.quickbooks()).customers()).filter(({ isActive }) => isActive);
  for (let id = await askCompany(io, ports); id !== null; id = await askCompany(io, ports)) {
    const part = nameKey(await askText(io, { message: 'Part of the QuickBooks customer’s name (empty: all):', missing }));
    const choices = all
      .filter(({ fullName }) => nameKey(fullName).includes(part))
      .map((one) => ({ value: one.id as string, name: `${one.fullName} (Id ${one.id})` }));
    const chosen = await askChoice(io, {
      message: 'QuickBooks customer:',
      missing,
      choices: [{ value: NONE, name: 'by name, no entry' }, ...choices],
    });
    if (chosen === NONE) delete map[id];
    else map[id] = chosen;
  }
  return map;
}

async function askOverrides(io: Io, ports: EditPorts, { customers }: Settings): Promise<Map> {
  const map: Record<string, CustomerOverride> = { ...customers.overrides };
  const [classes, terms] = [await classChoices(ports), await termChoices(ports)];
  for (let id = await askCompany(io, ports); id !== null; id = await askCompany(io, ports)) {
    const now: CustomerOverride = map[id] ?? {};
    const answers = {
      email: await askFlag(io, 'Mail its invoices?', now.email),
      card: await askFlag(io, 'May it pay by card?', now.card),
      ach: await askFlag(io, 'May it pay by bank transfer?', now.ach),
      hold: await askFlag(io, 'Hold its invoices?', now.hold),
      class: await askOwn(io, 'Class:', classes, now.class),
      terms: await askOwn(io, 'Terms:', terms, now.terms),
    };
    const own = Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined));
    if (Object.keys(own).length === 0) delete map[id];
    else map[id] = own;
  }
  return map;
}

async function askFlag(io: Io, message: string, now: boolean | undefined): Promise<boolean | undefined> {
  const choices = [
    { value: 'rest', name: 'like the rest' },
    { value: 'yes', name: 'yes' },
    { value: 'no', name: 'no' },
  ];
  const chosen = await askChoice(io, { message, missing, choices, initial: now === undefined ? 'rest' : now ? 'yes' : 'no' });
  return chosen === 'rest' ? undefined : chosen === 'yes';
}

async function askOwn(io: Io, message: string, choices: readonly Choice<string>[], now: string | undefined): Promise<string | undefined> {
  const all = [{ value: NONE, name: 'like the rest' }, ...choices];
  return (await askChoice(io, { message, missing, choices: all, initial: now ?? NONE })) || undefined;
}
