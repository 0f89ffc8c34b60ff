// Turns the captured output of a run, colours and all, into an SVG that looks like the terminal it was on:
//   FORCE_COLOR=1 node dist/bin/at2qbo.js demo | node scripts/terminal-picture.mjs '$ npm run demo' --skip 18-127 > docs/pictures/demo.svg
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ options: { skip: { type: 'string', multiple: true, default: [] } }, allowPositionals: true });
const skipped = values.skip.map((range) => range.split('-').map(Number));
const COLOURS = { 30: '#1e293b', 31: '#f87171', 32: '#4ade80', 33: '#facc15', 34: '#60a5fa', 35: '#c084fc', 36: '#22d3ee', 90: '#64748b' };
const ESCAPE = String.fromCodePoint(27);
const LOOK = new RegExp(`(${ESCAPE}\\[[\\d;]*m)`);
const COLUMNS = 100;
const LINE = 19;
const COLUMN = 8.43;

let text = '';
for await (const part of process.stdin.setEncoding('utf8')) text += part;
const all = text.replace(/\r/g, '').trimEnd().split('\n');
const lines = [...positionals, ...all].flatMap((line, index) => {
  const range = skipped.find(([from, to]) => index >= from && index <= to);
  if (range === undefined) return [line];
  return index === range[0] ? [`${ESCAPE}[2m  …${ESCAPE}[22m`] : [];
});

/** The text of a line in runs of one look each. Looks go on over line ends. */
let look = { fill: null, bold: false, dim: false };
function runs(line) {
  return line.split(LOOK).flatMap((part) => {
    if (!part.startsWith(`${ESCAPE}[`)) return part === '' ? [] : [{ ...look, text: part }];
    for (const code of (part.slice(2, -1) || '0').split(';').map(Number)) look = changed(look, code);
    return [];
  });
}
function changed(now, code) {
  if (code === 0) return { fill: null, bold: false, dim: false };
  if (code === 1) return { ...now, bold: true };
  if (code === 2) return { ...now, dim: true };
  if (code === 22) return { ...now, bold: false, dim: false };
  if (code === 39) return { ...now, fill: null };
  return COLOURS[code] === undefined ? now : { ...now, fill: COLOURS[code] };
}
const escaped = (words) => words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
function span({ fill, bold, dim, text: words }) {
  const style = [fill && `fill="${fill}"`, bold && 'font-weight="700"', dim && 'opacity="0.6"'].filter(Boolean).join(' ');
  return style === '' ? escaped(words) : `<tspan ${style}>${escaped(words)}</tspan>`;
}

/** As a terminal of that many columns shows it. */
function wrapped(line) {
  const rows = [[]];
  let left = COLUMNS;
  for (const run of line) {
    for (let rest = run.text; rest !== '';) {
      if (left === 0) [left] = [COLUMNS, rows.push([])];
      rows.at(-1).push({ ...run, text: rest.slice(0, left) });
      const taken = Math.min(left, rest.length);
      rest = rest.slice(taken);
      left -= taken;
    }
  }
  return rows;
}

const drawn = lines.map(runs).flatMap(wrapped);
const columns = Math.max(...drawn.map((line) => line.reduce((width, run) => width + run.text.length, 0)));
const width = Math.ceil(columns * COLUMN) + 40;
const height = drawn.length * LINE + 56;
const rows = drawn.map((line, index) => `<text x="20" y="${52 + index * LINE}" xml:space="preserve">${line.map(span).join('')}</text>`);
process.stdout
  .write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" fill="#e2e8f0">
<rect width="${width}" height="${height}" rx="8" fill="#0f172a"/>
<circle cx="20" cy="18" r="6" fill="#f87171"/><circle cx="40" cy="18" r="6" fill="#facc15"/><circle cx="60" cy="18" r="6" fill="#4ade80"/>
${rows.join('\n')}
</svg>
`);
