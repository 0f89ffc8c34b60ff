// Holds a commit message to the rule of the house: `area: summary` in at most 72 characters, an empty line, a body that says why.
import { readFileSync } from 'node:fs';

const LONGEST = 72;
const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('usage: node scripts/commit-message.mjs FILE\n');
  process.exit(2);
}
const lines = readFileSync(path, 'utf8')
  .split('\n')
  .filter((line) => !line.startsWith('#'));
const [subject = '', second = '', ...body] = lines;
const wrong = [];
// Git writes these itself.
if (!/^(?:Merge|Revert|fixup!|squash!)\b/.test(subject)) {
  if (!/^[a-z][\w-]*(?:, [a-z][\w-]*)*: \S/.test(subject)) wrong.push('the first line is "area: summary", as in "ledger: share commits"');
  if (subject.length > LONGEST) wrong.push(`the first line has ${subject.length} characters; at most ${LONGEST}`);
  if (subject.endsWith('.')) wrong.push('the first line is no sentence: leave the full stop out');
  if (second.trim() !== '') wrong.push('the second line is empty');
  if (body.join('').trim() === '') wrong.push('the body says why');
}
if (wrong.length > 0) {
  process.stderr.write(
    `${wrong.map((one) => `commit message: ${one}`).join('\n')}\n(the rule: CONTRIBUTING.md; your message is kept in ${path})\n`,
  );
  process.exitCode = 1;
}
