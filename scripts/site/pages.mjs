// The pages of the site: docs/ as it is, with README, CHANGELOG, SECURITY and CONTRIBUTING beside it; links out of docs/ lead to the repository.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const made = fileURLToPath(new URL('.pages', import.meta.url));
/** File beside docs/ -> its page. */
const BESIDE = {
  'README.md': 'index.md',
  'CHANGELOG.md': 'changelog.md',
  'SECURITY.md': 'security.md',
  'CONTRIBUTING.md': 'contributing.md',
};
const GROUPS = [
  ['Begin', ['index', 'installing', 'tour', 'getting-started', 'moving', 'beside-smart-accounting-hub', 'parity']],
  ['Use', ['commands', 'settings', 'errors', 'reports', 'payments', 'taxes', 'numbering']],
  ['Run by itself', ['scheduling', 'profiles', 'containers', 'scale']],
  ['Trust', ['reliability', 'correctness', 'performance', 'security', 'dependencies', 'facts', 'questions']],
  ['Work on it', ['contributing', 'architecture', 'glossary', 'changelog']],
];

/** Writes them, and says what the menu holds. A page that no group names is in the last one. */
export function pages() {
  const { homepage } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const home = homepage.replace(/#.*$/, '');
  rmSync(made, { recursive: true, force: true });
  cpSync(join(root, 'docs'), made, { recursive: true });
  for (const [file, page] of Object.entries(BESIDE)) cpSync(join(root, file), join(made, page));
  const names = readdirSync(made, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  for (const name of names) {
    const path = join(made, name);
    // As it was linked in the repository: the folder of the source decides.
    const from = Object.values(BESIDE).includes(name) ? '' : posix.join('docs', dirname(name));
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replaceAll(
        /(\]\()(?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?(\))/g,
        (_, a, to, hash = '', b) => `${a}${target(from, to, dirname(name), home)}${hash}${b}`,
      ),
    );
  }
  const known = new Set(GROUPS.flatMap(([, all]) => all));
  const top = names.filter((name) => !name.includes('/')).map((name) => name.slice(0, -3));
  const folder = (text, at) => ({
    text,
    collapsed: true,
    items: names
      .filter((name) => name.startsWith(`${at}/`))
      .sort()
      .map((name) => item(name.slice(0, -3))),
  });
  const sidebar = GROUPS.map(([text, all]) => ({ text, items: all.filter((name) => top.includes(name)).map(item) }));
  sidebar.at(-1).items.push(
    ...top
      .filter((name) => !known.has(name))
      .sort()
      .map(item),
  );
  return { home, sidebar: [...sidebar, folder('Each command', 'commands'), folder('Decisions', 'decisions')] };

  function item(name) {
    const title = /^# (.+)$/m.exec(readFileSync(join(made, `${name}.md`), 'utf8'))?.[1] ?? name;
    return { text: title.replaceAll('`', ''), link: `/${name === 'index' ? '' : name}` };
  }
}

/** Where a link of the repository leads on the site. */
function target(from, to, at, home) {
  const path = posix.normalize(posix.join(from, to));
  const page =
    path in BESIDE ? BESIDE[path] : path.startsWith('docs/') && /\.(?:md|svg|png|yaml)$/.test(path) ? path.slice('docs/'.length) : null;
  if (page === null) return `${home}/blob/main/${path}`;
  const link = relative(at, page).replaceAll('\\', '/');
  return link.startsWith('.') ? link : `./${link}`;
}
