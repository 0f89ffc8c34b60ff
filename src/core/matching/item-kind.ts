// What a line is, by the words of items.accounts and items.names: a billing code's id, Autotask's label, a plain word.

/** Plain words, and the labels that they stand for; a label that two words fit belongs to the first. */
const WORDS: readonly (readonly [word: string, label: RegExp])[] = [
  ['expenses', /expense/],
  ['milestones', /milestone/],
  ['block-hours', /\bblock/],
  ['retainers', /retainer/],
  ['setup-fees', /setup/],
  ['subscriptions', /subscription/],
  ['recurring-services', /recurring/],
  ['products', /product/],
  ['charges', /charge|cost|material|\bticket\b|incident/],
  ['labor', /labou?r|general allocation/],
];

/** The plain words, for people to choose from. */
export const KIND_WORDS: readonly string[] = WORDS.map(([word]) => word).toSorted();

/** The plain word of one of Autotask's labels; null: none fits. */
export function kindWord(label: string): string | null {
  return WORDS.find(([, pattern]) => pattern.test(label.toLowerCase()))?.[0] ?? null;
}

const plain = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-')
    .replace(/^labour$/, 'labor');

/** The entry of a map for a billing code or a line: by id, else by label, else by the word of a label. `labels`: the code's kind, then the line's. */
export function entryFor(map: Readonly<Record<string, string>>, id: number | null, labels: readonly (string | null)[]): string | undefined {
  const own = id === null ? undefined : map[String(id)];
  if (own !== undefined) return own;
  const entries = new Map(Object.entries(map).map(([key, value]) => [plain(key), value]));
  if (entries.size === 0) return undefined;
  for (const label of labels) {
    if (label === null || label === '') continue;
    const found = entries.get(plain(label)) ?? entries.get(kindWord(label) ?? '');
    if (found !== undefined) return found;
  }
  return undefined;
}
