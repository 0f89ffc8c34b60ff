// Moves files as a table says (old path, tab, new path) with `git mv`, and rewrites every relative import of the tree. Run twice it does nothing.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

const [table = 'scripts/rooms.tsv'] = process.argv.slice(2);
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' });
const rows = readFileSync(table, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'));
const ahead = rows.filter(([from]) => existsSync(from));
const movedTo = new Map(ahead);
const sources = git('ls-files', '-z', 'bin', 'src', 'test', 'scripts')
  .split('\0')
  .filter((path) => /\.(ts|mjs)$/.test(path) && existsSync(path));

for (const [from, to] of ahead) {
  if (existsSync(to)) throw new Error(`${to} is there already: ${from} can't be moved`);
  mkdirSync(dirname(to), { recursive: true });
  git('mv', from, to);
}
let changed = 0;
for (const old of sources) {
  const now = movedTo.get(old) ?? old;
  const text = readFileSync(now, 'utf8');
  const rewritten = rewrite(text, old, now);
  if (rewritten === text) continue;
  writeFileSync(now, rewritten);
  changed++;
}
process.stdout.write(`${ahead.length} moved, imports rewritten in ${changed} files\n`);

/** The text with each relative specifier leading to where its file is now. */
function rewrite(text, old, now) {
  const edits = specifiersOf(now, text).flatMap(({ value, start, end }) => {
    if (!/^\.\.?\//.test(value)) return [];
    const target = posix.join(posix.dirname(old), value);
    const lies = movedTo.get(target) ?? target;
    if (lies === target && now === old) return [];
    const relative = posix.relative(posix.dirname(now), lies);
    return [{ start, end, by: `'${relative.startsWith('.') ? relative : `./${relative}`}'` }];
  });
  // From the end, so that positions stay right.
  return edits.sort((a, b) => b.start - a.start).reduce((so, { start, end, by }) => so.slice(0, start) + by + so.slice(end), text);
}

/** Of static and dynamic imports, re-exports and type imports. */
function specifiersOf(path, text) {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const found = [];
  const take = (node) => {
    const literal = node.source;
    if (literal?.type === 'Literal' && typeof literal.value === 'string') found.push(literal);
  };
  new Visitor({
    ImportDeclaration: take,
    ExportNamedDeclaration: take,
    ExportAllDeclaration: take,
    ImportExpression: take,
    TSImportType: take,
  }).visit(program);
  return found;
}
