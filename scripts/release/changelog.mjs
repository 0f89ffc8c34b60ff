// CHANGELOG.md from the fragments in changes/: one a change, one or two sentences for users; `intro.md`, where there is one, stands first. Pure.

const HEAD = '# Changelog';

/** `fragments`: file name -> its text. The whole new changelog. Throws what is wrong with a fragment. */
export function withRelease(changelog, { version, date, fragments }) {
  if (!changelog.startsWith(`${HEAD}\n`)) throw new Error(`CHANGELOG.md does not begin with "${HEAD}"`);
  if (changelog.includes(`\n## ${version} `)) throw new Error(`CHANGELOG.md has ${version} already`);
  const { 'intro.md': intro = '', ...changes } = fragments;
  const entries = Object.entries(changes).map(([name, text]) => entryOf(name, text));
  if (entries.length === 0) throw new Error('there is nothing in changes/: what would users read?');
  const section = [`## ${version} (${date})`, ...(intro.trim() === '' ? [] : [intro.trim()]), entries.join('\n')].join('\n\n');
  const rest = changelog.slice(HEAD.length + 1).trim();
  return `${HEAD}\n\n${section}\n\n${rest}\n`;
}

/** One point of the list; further paragraphs belong to it. */
function entryOf(name, text) {
  const [first = '', ...more] = text.trim().split(/\n{2,}/);
  if (first === '') throw new Error(`changes/${name} is empty`);
  if (/^[-#]/.test(first)) throw new Error(`changes/${name}: plain sentences, no heading and no list`);
  const joined = (paragraph) => paragraph.replaceAll(/\s*\n\s*/g, ' ');
  return [`- ${joined(first)}`, ...more.map((paragraph) => `  ${joined(paragraph)}`)].join('\n\n');
}

/** Is `next` a plain version, and later than `now`? */
export function isLater(next, now) {
  const parts = (version) => (/^\d+\.\d+\.\d+$/.test(version) ? version.split('.').map(Number) : null);
  const [a, b] = [parts(next), parts(now)];
  if (a === null || b === null) return false;
  const at = a.findIndex((part, index) => part !== b[index]);
  return at !== -1 && a[at] > b[at];
}
