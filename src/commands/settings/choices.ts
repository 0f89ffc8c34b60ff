// Choices for single settings that only the connected systems can list.
import type { SettingKey } from '../../config/schema/schema.ts';
import type { AutotaskPort, QuickBooksPort } from '../../core/ports.ts';
import { isForLines } from '../../core/model/item-type.ts';
import { isZero } from '../../core/money.ts';
import type { Choice } from '../terminal/ask.ts';

/** What the lists are read from; each is asked for when it is needed. */
export interface EditPorts {
  readonly autotask: () => Promise<AutotaskPort>;
  readonly quickbooks: () => Promise<QuickBooksPort>;
}

type Choices = readonly Choice<string>[];
type Reader = (ports: EditPorts) => Promise<Choices>;

const items: Reader = async ({ quickbooks }) =>
  (await (await quickbooks()).items())
    .filter((item) => item.isActive && isForLines(item.type))
    .map(({ id, fullName, type }) => ({ value: id, name: `${fullName} (${type}, Id ${id})` }));

const READERS: Partial<Record<SettingKey, Reader>> = {
  'items.incomeAccount': async ({ quickbooks }) =>
    (await (await quickbooks()).incomeAccounts())
      .filter(({ isActive }) => isActive)
      .map(({ id, name }) => ({ value: id, name: `${name} (Id ${id})` })),
  'items.defaultItem': items,
  'items.roundingItem': items,
  'invoices.defaultClass': (ports) => classChoices(ports),
  'invoices.poNumberField': async ({ quickbooks }) =>
    (await (await quickbooks()).preferences()).customFields.map(({ id, name }) => ({ value: id, name: `${id}: ${name}` })),
  'tax.untaxedCode': async ({ quickbooks }) =>
    (await (await quickbooks()).taxCodes())
      .filter((code) => code.isActive && code.rates.every(({ percent }) => isZero(percent)))
      .map(({ id, name }) => ({ value: id, name: `${name} (Id ${id})` })),
};

/** The values there are, from the connected systems; null: the setting isn't one that they list. */
export function readerOf(key: SettingKey): Reader | null {
  return READERS[key] ?? null;
}

/** Classes in use. */
export async function classChoices({ quickbooks }: EditPorts): Promise<Choices> {
  const classes = await (await quickbooks()).classes();
  return classes.filter(({ isActive }) => isActive).map(({ id, fullName }) => ({ value: id, name: `${fullName} (Id ${id})` }));
}

/** Terms in use. */
export async function termChoices({ quickbooks }: EditPorts): Promise<Choices> {
  const terms = await (await quickbooks()).terms();
  return terms.filter(({ isActive }) => isActive).map(({ id, name }) => ({ value: id, name: `${name} (Id ${id})` }));
}
