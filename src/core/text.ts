// Text made fit for QuickBooks: what it refuses is replaced the same way everywhere.
// Limits: quickbooks-api reference, sections 2.9, 4.1 and 5.

/** Longest text QuickBooks takes, in characters. */
export const LIMITS = {
  docNumber: 21,
  customField: 31,
  customerMessage: 1000,
  privateNote: 4000,
  description: 4000,
  itemName: 100,
  itemSku: 100,
  customerName: 500,
  companyName: 100,
  email: 100,
  phone: 30,
} as const;

const CUT_MARK = '…';

export interface Cleaned {
  readonly text: string;
  readonly wasCut: boolean;
}

/** Cut to `max` characters, the cut marked. */
export function cut(text: string, max: number): Cleaned {
  if (text.length <= max) return { text, wasCut: false };
  return { text: `${text.slice(0, max - CUT_MARK.length).trimEnd()}${CUT_MARK}`, wasCut: true };
}

/** Free text: no control characters but line ends, no characters outside the basic plane (emoji), trimmed, cut. */
export function cleanText(raw: string, max: number): Cleaned {
  const text = raw
    .normalize('NFC')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\t', ' ')
    // oxlint-disable-next-line no-control-regex -- removing them is the point
    .replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, '')
    .replaceAll(/[\u{10000}-\u{10ffff}]|[\ud800-\udfff]/gu, '')
    .trim();
  return cut(text, max);
}

/** One line of free text. */
export function cleanLine(raw: string, max: number): Cleaned {
  return cleanText(raw.replaceAll(/\s+/g, ' '), max);
}

/** A name: one line, colons (QuickBooks' path mark) become dashes. */
export function cleanName(raw: string, max: number): Cleaned {
  return cleanLine(cleanLine(raw, Number.MAX_SAFE_INTEGER).text.replaceAll(':', '-'), max);
}

/** How QuickBooks compares names: without case, trimmed, spaces run together. */
export function nameKey(name: string): string {
  return cleanLine(name, Number.MAX_SAFE_INTEGER).text.toLowerCase();
}

/** `Parent: Child` -> key of the path `Parent:Child`; null when the name is no path. */
export function pathKey(name: string): string | null {
  const parts = name.split(':').map((part) => nameKey(part));
  return parts.length > 1 && parts.every((part) => part !== '') ? parts.join(':') : null;
}

const EMAIL = /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\.]+(?:\.[^\s@<>(),;:"[\]\\.]+)+$/;

export interface CleanEmails {
  /** The first one: a customer has one address. '' : none. */
  readonly first: string;
  /** All of them, with commas between, for a document. */
  readonly text: string;
  /** Left out, ready to be shown. */
  readonly dropped: readonly string[];
}

/**
 * Addresses of a list (commas, semicolons, blanks): the well-formed ones, as many as fit into QuickBooks' 100 characters, and what was left out.
 * A line break or another control character separates nothing: what holds one is no address, and neither is what stands beside it.
 */
export function cleanEmails(raw: string): CleanEmails {
  const kept: string[] = [];
  const dropped: string[] = [];
  // With a line break in it nobody knows where an address ends: such a part isn't taken to pieces.
  const parts = raw.split(/[,;]/).flatMap((part) => (/\p{Cc}/u.test(part) ? [part] : part.split(/\s+/)));
  for (const address of parts.filter((part) => part.trim() !== '')) {
    const fits = [...kept, address].join(',').length <= LIMITS.email;
    if (EMAIL.test(address) && fits) kept.push(address);
    else dropped.push(address.replaceAll(/\p{Cc}/gu, '\u2423'));
  }
  return { first: kept[0] ?? '', text: kept.join(','), dropped };
}
