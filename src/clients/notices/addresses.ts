// E-mail addresses as people write them, read by the mail library's own parser, then checked.
// What it would silently drop is refused, and named.
import addressparser from 'nodemailer/lib/addressparser';

/** One that can be written to. */
export interface Address {
  /** '' without one. */
  readonly name: string;
  readonly address: string;
}

/** One part of a list that can't be taken, and why. */
export interface RefusedAddress {
  readonly text: string;
  readonly why: string;
}

export interface AddressList {
  readonly good: readonly Address[];
  readonly refused: readonly RefusedAddress[];
}

const ADDRESS = /^[^\s@<>(),;:"[\]\\]{1,64}@[^\s@<>(),;:"[\]\\]{1,253}$/;

/** A list with commas or semicolons between its parts; groups (`Team: a@x.example, b@x.example;`) are their members. */
export function readAddresses(list: string): AddressList {
  const good: Address[] = [];
  const refused: RefusedAddress[] = [];
  if (/\p{Cc}/u.test(list)) return { good, refused: [{ text: list.replaceAll(/\p{Cc}/gu, ' '), why: 'a control character' }] };
  for (const { name = '', address = '' } of addressparser(list, { flatten: true })) {
    const why = wrongWith(name, address, list);
    if (why === null) good.push({ name: name.replaceAll(/["\\]/g, '').trim(), address });
    else refused.push({ text: [name, address].filter((part) => part !== '').join(' '), why });
  }
  return { good, refused };
}

/** The parser takes one address a part, and what else stands there for its name. */
function wrongWith(name: string, address: string, list: string): string | null {
  const second = /\S+@\S+/.exec(name)?.[0];
  if (second !== undefined) return `${second} and ${address} have no comma between them`;
  if (!ADDRESS.test(address)) return 'it isn’t an e-mail address';
  const isBroken =
    new RegExp(`<${escaped(address)}(?!>)`).test(list.replaceAll(/\s/g, '')) ||
    new RegExp(`(?<!<)${escaped(address)}>`).test(list.replaceAll(/\s/g, ''));
  return isBroken ? 'its < and > don’t match' : null;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
