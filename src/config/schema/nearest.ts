// The word that was probably meant.

/**
 * The candidate closest to the word, ignoring case, or null where none is close: a third of the letters may differ (of less than six: one), or the word
 * begins exactly one of them. The last part of a dotted key alone will do.
 */
export function nearest<C extends string>(word: string, candidates: readonly C[]): C | null {
  const meant = word.toLowerCase();
  let best: C | null = null;
  let least = Infinity;
  for (const candidate of candidates) {
    const whole = candidate.toLowerCase();
    const last = whole.slice(whole.lastIndexOf('.') + 1);
    // A key without its group counts one letter more, so that a full match always wins.
    const steps = Math.min(distance(meant, whole), meant.includes('.') ? Infinity : distance(meant, last) + 1);
    if (steps < least) [best, least] = [candidate, steps];
  }
  if (least <= Math.max(1, Math.floor(word.length / 3))) return best;
  const begun = meant.length < 3 ? [] : candidates.filter((one) => one.toLowerCase().startsWith(meant));
  return begun.length === 1 ? (begun[0] ?? null) : null;
}

// Levenshtein's distance in which two letters changed about count once, one row at a time.
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isTurned = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, isTurned ? (before[j - 2] ?? 0) + 1 : Infinity));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
