// QuickBooks' fault codes: which class each belongs to, and what it means in plain words.
// Codes only: Intuit's texts are in the language of the company. Source: Intuit's page "Error codes".

/** What a fault asks of us. `subscription`: the company itself can't be used, the run ends. `duplicate-request`: the same request id was used before. */
export type FaultClass =
  | 'retry'
  | 'reconnect'
  | 'fix-the-data'
  | 'fix-the-settings'
  | 'subscription'
  | 'stale'
  | 'adopt-or-ask'
  | 'duplicate-request';

const CODES_OF: Readonly<Record<Exclude<FaultClass, 'fix-the-data'>, readonly number[]>> = {
  retry: [130, 140, 150, 1000, 3001, 4002, 10000, 10200],
  reconnect: [100, 110, 120, 3100, 3200, 3202],
  'fix-the-settings': [2270, 2280, 3000, 6100, 6160, 6170, 6230, 6430, 6470],
  subscription: [5020, 5030, 6190],
  stale: [5010],
  'adopt-or-ask': [630, 6140, 6240],
  'duplicate-request': [600],
};

const CLASS_OF: ReadonlyMap<string, FaultClass> = new Map(
  Object.entries(CODES_OF).flatMap(([kind, codes]) => codes.map((code) => [String(code), kind as FaultClass] as const)),
);

/** The class of a code. What the table doesn't name is about the data that was sent. */
export function classify(code: string): FaultClass {
  return CLASS_OF.get(normalCode(code)) ?? 'fix-the-data';
}

/** `003200`, `3200` and 3200 are the same code. */
export function normalCode(code: string | number): string {
  const text = String(code).trim();
  return /^\d+$/.test(text) ? String(Number(text)) : text;
}

interface Words {
  readonly says: string;
  readonly remedy?: string;
}

const ITEM_OR_CUSTOMER = 'Look at the customer, items, term and class of the document in QuickBooks, then run `at2qbo sync` again.';
const CLOSED = {
  says: 'the date is in closed books',
  remedy: 'Move the closing date in QuickBooks (Account and settings > Advanced), then run `at2qbo sync` again.',
};
const TAX_SETTINGS = 'Check `at2qbo settings get tax.codes` and `tax.mode` against the tax codes in QuickBooks: `at2qbo settings check`.';
const OUR_FAULT = 'This is a fault of at2qbo: make a report with `at2qbo logs --bundle at2qbo-report.zip`.';

const WORDS: Readonly<Record<string, Words>> = {
  '120': {
    says: 'the person who connected QuickBooks may no longer use the company',
    remedy: 'Connect again as another administrator: `at2qbo connect quickbooks`.',
  },
  '500': { says: 'QuickBooks does not know this request', remedy: OUR_FAULT },
  '600': { says: 'the same request was sent before', remedy: 'Run `at2qbo sync` again: it looks in QuickBooks first.' },
  '610': { says: 'something the document uses was deleted or made inactive', remedy: ITEM_OR_CUSTOMER },
  '800': { says: 'other transactions are linked to it', remedy: 'Unlink them in QuickBooks first.' },
  '2010': { says: 'a property was sent that QuickBooks does not know', remedy: OUR_FAULT },
  '2040': {
    says: 'a text holds characters that QuickBooks does not take',
    remedy: 'Remove them in Autotask, then run `at2qbo sync` again.',
  },
  '2050': { says: 'a text is too long or too short', remedy: 'Shorten it in Autotask, then run `at2qbo sync` again.' },
  '2210': {
    says: 'an e-mail address is not valid',
    remedy: 'Correct it in Autotask or on the QuickBooks customer, then run `at2qbo sync` again.',
  },
  '2290': {
    says: 'negative amounts are not taken here',
    remedy: 'Look at the invoice in Autotask; `at2qbo explain ID` shows what would be sent.',
  },
  '2500': { says: 'something the document uses does not exist, is inactive, or is a category', remedy: ITEM_OR_CUSTOMER },
  '3000': {
    says: 'the custom field is not set up',
    remedy: 'Check the setting: `at2qbo settings get invoices.poNumberField`, then `at2qbo settings check`.',
  },
  '3001': { says: 'too many requests', remedy: 'Wait a minute, then run `at2qbo sync` again.' },
  '4000': { says: 'a question to QuickBooks was not understood', remedy: OUR_FAULT },
  '4001': { says: 'a question to QuickBooks was not accepted', remedy: OUR_FAULT },
  '5010': {
    says: 'somebody changed it in QuickBooks in the meantime',
    remedy: 'Look at the document in QuickBooks, then run `at2qbo sync` again.',
  },
  '5020': {
    says: 'the connected user or plan has no right to this feature',
    remedy: 'Check the QuickBooks plan and the rights of the person who connected it.',
  },
  '5030': { says: 'the QuickBooks plan lacks a feature that is needed', remedy: 'Check the plan in QuickBooks (Account and settings).' },
  '6000': { says: 'a rule of QuickBooks is not met' },
  '6070': {
    says: 'an amount is not quantity times price',
    remedy: 'Look at the billing item in Autotask; `at2qbo explain ID` shows what would be sent.',
  },
  '6100': { says: 'a tax code on a line is not valid', remedy: `${TAX_SETTINGS} Also check \`quickbooks.edition\`.` },
  '6140': {
    says: 'the document number is taken',
    remedy: 'If it is the same invoice, `at2qbo adopt` ties it; else change the number in Autotask.',
  },
  '6160': { says: 'the tax code can not be used on a transaction', remedy: TAX_SETTINGS },
  '6170': { says: 'tax was sent although the document is out of scope of tax', remedy: TAX_SETTINGS },
  '6190': {
    says: 'the QuickBooks subscription has ended or has a billing problem',
    remedy: 'Settle the subscription in QuickBooks, then run `at2qbo sync` again.',
  },
  '6200': CLOSED,
  '6210': CLOSED,
  '6230': { says: 'the tax code can not be used on a transaction', remedy: TAX_SETTINGS },
  '6240': {
    says: 'the name is taken by another customer, vendor or employee',
    remedy: 'Map the customer (`at2qbo settings set customers.map`) or rename one of the two.',
  },
  '6250': { says: 'the customer does not exist or is inactive', remedy: ITEM_OR_CUSTOMER },
  '6420': {
    says: 'there is no e-mail address to send to',
    remedy: 'Enter one on the customer in QuickBooks, or set `customers.overrides`.',
  },
  '6430': {
    says: 'the account is of a type that items can not use',
    remedy: 'Set an account of type Income: `at2qbo settings set items.incomeAccount ID`.',
  },
  '6470': { says: 'the tax is not allowed here or has no rate', remedy: TAX_SETTINGS },
  '6540': { says: 'it is part of a bank deposit', remedy: 'Remove it from the deposit in QuickBooks first.' },
  '10000': { says: 'an error inside QuickBooks', remedy: 'Run `at2qbo sync` again in a while.' },
};

/** Plain words of a code; null when Intuit's own sentence has to do. */
export function wordsOf(code: string): Words | null {
  return WORDS[normalCode(code)] ?? null;
}

const REMEDIES: Readonly<Record<FaultClass, string>> = {
  retry: 'Run `at2qbo sync` again in a while.',
  reconnect: 'Connect again: `at2qbo connect quickbooks`.',
  'fix-the-data': 'Correct it in Autotask or QuickBooks, then run `at2qbo sync` again.',
  'fix-the-settings': 'Compare the settings with QuickBooks: `at2qbo settings check`.',
  subscription: 'Look at the subscription of the company in QuickBooks.',
  stale: 'Look at the document in QuickBooks, then run `at2qbo sync` again.',
  'adopt-or-ask': 'Look at both in QuickBooks and Autotask; `at2qbo adopt` ties what belongs together.',
  'duplicate-request': 'Run `at2qbo sync` again: it looks in QuickBooks first.',
};

/** What to do about a code. */
export function remedyOf(code: string): string {
  return wordsOf(code)?.remedy ?? REMEDIES[classify(code)];
}
