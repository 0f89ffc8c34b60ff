// What a document says beside its money: custom fields, old and present, online payment, and the mark of a void.
import type { PresentField } from '../options.ts';
import { refuse } from '../wire/rejection.ts';
import type { Books } from '../store.ts';
import { rows, text, type Json, type SalesForm } from '../values.ts';

/** `include=enhancedAllCustomFields`, in lower case. */
export const PRESENT_FIELDS = 'enhancedallcustomfields';
const TYPES = new Set(['StringType', 'NumberType', 'DateType', 'BooleanType', 'ListType']);
const VALUES = ['StringValue', 'NumberValue', 'DateValue', 'BooleanValue'] as const;

/** The custom fields that are stored: the old ones that are switched on, and of the present ones those with a value. */
export function customFields(books: Books, body: Json, include: readonly string[], before: readonly Json[]): Json[] {
  const sent = rows(body, 'CustomField');
  for (const field of sent) {
    const type = text(field, 'Type');
    if (type !== undefined && !TYPES.has(type)) throw refuse.enumeration('CustomField.Type', type);
  }
  const definitions = books.preferences.SalesFormsPrefs.CustomField.flatMap((list) => rows(list, 'CustomField'));
  const valueOf = (name: string): unknown => {
    const found = definitions.find((field) => field['Name'] === `SalesFormsPrefs.${name}`);
    return found?.['BooleanValue'] ?? found?.['StringValue'];
  };
  const old = ['1', '2', '3']
    .filter((id) => valueOf(`UseSalesCustom${id}`) === true)
    .map((id) => {
      const value = text(sent.find(isField(id)), 'StringValue');
      return {
        DefinitionId: id,
        Name: valueOf(`SalesCustomName${id}`) ?? '',
        Type: 'StringType',
        ...(value === undefined ? {} : { StringValue: value }),
      };
    });
  return [...old, ...presentFields(books, sent, include, before)];
}

const isField =
  (id: string) =>
  (field: Json): boolean =>
    text(field, 'DefinitionId') === id;

// Written only by a call that asks for them; what isn't associated with invoices is lost without a word.
function presentFields(books: Books, sent: readonly Json[], include: readonly string[], before: readonly Json[]): Json[] {
  return books.presentFields.flatMap((field): Json[] => {
    const given = include.includes(PRESENT_FIELDS) ? sent.find(isField(field.id)) : undefined;
    if (given === undefined) return before.filter(isField(field.id));
    if (field.onInvoices) return [stored(field, given)];
    if (books.facts['field-not-associated'] === 'refused') throw refuse.present(field.name);
    return [];
  });
}

function stored(field: PresentField, given: Json): Json {
  const values = VALUES.filter((key) => given[key] !== undefined).map((key) => [key, given[key]] as const);
  return { DefinitionId: field.id, Name: field.name, Type: text(given, 'Type') ?? 'StringType', ...Object.fromEntries(values) };
}

/** A document as a call sees it: present custom fields only where it asks for them. */
export function seenBy(books: Books, form: Json, include: readonly string[]): Json {
  if (books.presentFields.length === 0 || include.includes(PRESENT_FIELDS) || !Array.isArray(form['CustomField'])) return form;
  const isPresent = (field: Json): boolean => books.presentFields.some(({ id }) => isField(id)(field));
  return { ...form, CustomField: rows(form, 'CustomField').filter((field) => !isPresent(field)) };
}

export function paymentFlags(books: Books, body: Json): Json {
  const { card, ach } = books.onlinePayments;
  const isOn = books.preferences.SalesFormsPrefs.ETransactionPaymentEnabled;
  const isOwn = books.facts['payment-flags-omitted'] === 'company-setting';
  const allowed = (sent: unknown, own: boolean): boolean => isOn && (typeof sent === 'boolean' ? sent : isOwn && own);
  return {
    AllowIPNPayment: false,
    AllowOnlinePayment: false,
    AllowOnlineCreditCardPayment: allowed(body['AllowOnlineCreditCardPayment'], card),
    AllowOnlineACHPayment: allowed(body['AllowOnlineACHPayment'], ach),
  };
}

/** The memo of a document that was voided. */
export function voidedMemo(books: Books, form: SalesForm): string | undefined {
  const memo = form.PrivateNote ?? '';
  switch (books.facts['void-mark']) {
    case 'before':
      return memo === '' ? 'Voided' : `Voided - ${memo}`;
    case 'after':
      return memo === '' ? 'Voided' : `${memo} - Voided`;
    case 'other-language':
      return memo === '' ? 'Annulé' : `Annulé - ${memo}`;
    case 'nothing':
      return form.PrivateNote;
  }
}
