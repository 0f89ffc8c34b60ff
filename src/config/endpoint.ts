// Addresses in settings: which may be called, and how one is shown without the password in it.

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Why the address isn't one the program may send credentials to, or null. */
export function endpointProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'not an address';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'a name or password in it';
  if (url.search !== '' || url.hash !== '') return 'a query in it';
  if (url.protocol === 'https:') return null;
  return url.protocol === 'http:' && LOOPBACK.test(url.hostname) ? null : 'not https:';
}

/** The address with `***` in place of every password: `postgres://me:***@db/books`. Also for text that isn't quite an address. */
export function maskPassword(text: string): string {
  return replacePassword(text, '***');
}

/** The address without its password: `postgres://me@db/books`. */
export function dropPassword(text: string): string {
  return replacePassword(text, null);
}

/** Does the address hold a password? */
export function hasPassword(text: string): boolean {
  return dropPassword(text) !== text;
}

function replacePassword(text: string, stand: string | null): string {
  // The last @ before the path ends the password, so that one with an @ or a / in it doesn't get through in part.
  return text
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^:/?#@\s]*):(\S*)@/i, stand === null ? '$1@' : `$1:${stand}@`)
    .replaceAll(/([?&])((?:ssl)?password)=[^&#\s]*(&?)/gi, (_, lead: string, name: string, tail: string) =>
      stand === null ? (tail === '' ? '' : lead) : `${lead}${name}=${stand}${tail}`,
    );
}
