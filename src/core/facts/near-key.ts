// The form in which two names of one business are the same though typed otherwise: for a warning, never for a decision.

/** Letters that don't come apart into a plain one and its mark. */
const PLAIN: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', þ: 'th' };

/** Words that only say in which form a business is registered; at the end of a name. */
const FORMS: ReadonlySet<string> = new Set(
  'inc incorporated llc llp lp pllc pc pa ltd limited co company corp corporation plc pty gmbh ag bv nv sa sarl srl sas spa ab as aps oy kg ulc'.split(
    ' ',
  ),
);

/**
 * Without case, accents, punctuation, blanks and the form of the business; `&` and `+` are `and`, a leading `The` is left out:
 * "The A & B Plumbing, Inc." and "A and B Plumbing Inc" have one key. '' where nothing is left.
 */
export function nearKey(name: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[ßæœøđðłıþ]/g, (letter) => PLAIN[letter] ?? letter)
    .replaceAll(/[&+]/g, ' and ')
    // Dots and apostrophes inside a word part nothing: L.L.C., O'Brien.
    .replaceAll(/[.'’`´]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  if (words.length > 1 && words[0] === 'the') words.shift();
  while (words.length > 1 && FORMS.has(words.at(-1) ?? '')) words.pop();
  if (words.at(-1) === 'and' && words.length > 1) words.pop();
  return words.join('');
}
