// docs/dependencies.md from package.json, the lockfile and `dependency-reasons.json`. A test checks it; `npx vitest run test/security/dependencies.test.ts -u` writes it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withTheirs } from './build/inside.mjs';

/** What stands in the lockfile about one package, of what is used here. */
export interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}
export interface Lockfile {
  readonly packages: Readonly<Record<string, Locked>>;
}
type Kind = 'installed' | 'joined' | 'development';
export type DependencyReasons = Readonly<Record<Kind, Readonly<Record<string, { readonly why: string; readonly instead: string }>>>>;

/** The page, under docs/. */
export const DEPENDENCIES_PAGE = fileURLToPath(new URL('../docs/dependencies.md', import.meta.url));

/** A file of JSON beside package.json. */
export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')) as T;
}

/** The whole page. Throws the name of a package that isn't locked. */
export function dependenciesPage(): string {
  const lock = readJson<Lockfile>('package-lock.json');
  const reasons = readJson<DependencyReasons>('scripts/dependency-reasons.json');
  const installed = withTheirs(lock, Object.keys(reasons.installed));
  const onLinux = installed.filter((place) => runsOnLinux(lock.packages[place])).length;
  return `${[
    '# Dependencies',
    'Made from the lockfile by `scripts/docs-dependencies.ts`; the reasons are written in `scripts/dependency-reasons.json`. Versions are exact in `package.json` and held by the lockfile with their hashes (`npm ci`); a user gets the same ones by the shrinkwrap in the package.',
    [
      `- **Installed**: ${onLinux} packages beside at2qbo on Linux x64, all for the ${Object.keys(reasons.installed).length} with a native part. The prebuilt files come in the packages; no install script has to run (\`--ignore-scripts\` gives the same program). The SQLite package has one that only looks whether a prebuilt file loads on this machine, and compiles where none does (a Linux with glibc before 2.29, a processor other than x64 and arm64); it is the only script that may be in the lockfile.`,
      '- **Joined**: the plain JavaScript packages are in the built program (`scripts/build/bundle.mjs`), in the versions of the lockfile, and are not installed a second time. What at2qbo never reaches of them is left out (`scripts/build/left-out.mjs`, with the reason for each).',
      '- **What is inside**: `dist/inside` in the package is a package with a lockfile that names everything that is joined or installed, so `npm audit` and `npm sbom` see it as if it were installed: `npm run audit` in the sources, or `cd "$(npm root -g)/at2qbo/dist/inside" && npm audit`. `sbom.cdx.json` (CycloneDX) lies in the package, `dist/THIRD-PARTY.txt` holds the licences.',
      '- "Brings" counts the further packages in the lockfile, for all platforms; of a joined package only the parts in use are in the program.',
    ].join('\n'),
    ...table('Installed with the program', 'installed'),
    ...table('Joined into the program', 'joined'),
    ...table('For development only', 'development'),
  ].join('\n\n')}\n`;

  function table(title: string, kind: Kind): string[] {
    const rows = Object.entries(reasons[kind]).map(([name, { why, instead }]) => {
      const locked = lock.packages[`node_modules/${name}`];
      if (locked === undefined) throw new Error(`${name} is not in package-lock.json`);
      const brings = withTheirs(lock, [name]).length - 1;
      return `| ${name} | ${locked.version ?? ''} | ${locked.license ?? ''} | ${brings} | ${why} | ${instead} |`;
    });
    const head = '| package | version | licence | brings | why it is there | to replace it |\n| --- | --- | --- | --- | --- | --- |';
    return [`## ${title}`, [head, ...rows].join('\n')];
  }
}

/** On the usual one: x64, glibc. */
function runsOnLinux(locked: Locked | undefined): boolean {
  const { os = ['linux'], cpu = ['x64'], libc = ['glibc'] } = locked ?? {};
  return os.includes('linux') && cpu.includes('x64') && libc.includes('glibc');
}
