// Plain English in messages, help, docs and comments: the phrases that the glossary rules out are nowhere.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What is to be said instead is in docs/glossary.md, "Plain English". */
const RULED_OUT: readonly RegExp[] = [
  /\bso many\b/i,
  /\b(?:bears?|bearing)\b/i,
  /\bstands? in\b(?! the way)/i,
  /\bis no file of\b/i,
  /\b(?:tells?|told to) Autotask\b|\bAutotask (?:is|was) told\b/i,
];
const files = execFileSync('git', ['ls-files', 'src', 'docs', 'README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'changes'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => /\.(?:ts|md)$/.test(path) && !path.endsWith('docs/glossary.md'));

test('no message, page or comment uses them', () => {
  expect(files.length).toBeGreaterThan(500);
  const found = files.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, n) => (RULED_OUT.some((phrase) => phrase.test(line)) ? [`${path}:${n + 1}: ${line.trim().slice(0, 120)}`] : [])),
  );
  expect(found).toEqual([]);
});
