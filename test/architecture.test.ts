// The rules of the house that no type checks: which folder may import which, who touches the process, how long a file may be.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LONGEST = 300;

interface Source {
  readonly path: string;
  readonly text: string;
  /** Without comments, so that a word in one is not taken for code. */
  readonly code: string;
  /** Paths from the root; a package by its name. */
  readonly imports: readonly { readonly to: string; readonly isType: boolean; readonly isLazy: boolean }[];
}

const sources = ['bin', 'src'].flatMap((folder) => filesIn(folder));
const tests = filesIn('test');

function filesIn(folder: string): readonly Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(join(folder, name)));
}

function read(path: string): Source {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  const to = (name: string): string => (name.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(path), name)) : name);
  const fixed = [...code.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'/gm)].map((one) => ({
    to: to(one[2] ?? ''),
    isType: one[1] !== undefined,
    isLazy: false,
  }));
  const lazy = [...code.matchAll(/\bimport\('([^']+)'\)/g)].map((one) => ({ to: to(one[1] ?? ''), isType: false, isLazy: true }));
  return { path, text, code, imports: [...fixed, ...lazy] };
}

const within = (folder: string): readonly Source[] => sources.filter((one) => one.path.startsWith(`${folder}/`));
const wrongImports = (folder: string, isAllowed: (to: string, from: Source, isType: boolean) => boolean): string[] =>
  within(folder).flatMap((one) =>
    one.imports.filter(({ to, isType }) => !isAllowed(to, one, isType)).map(({ to }) => `${one.path} imports ${to}`),
  );
function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const isPackage = (to: string): boolean => !to.startsWith('src/') && !to.startsWith('bin/');
const using = (pattern: RegExp, list: readonly Source[]): string[] => list.filter((one) => pattern.test(one.code)).map((one) => one.path);

describe('who imports whom', () => {
  test('there is something to look at', () => {
    expect(within('src/core').length).toBeGreaterThan(20);
    expect(sources.flatMap((one) => one.imports).length).toBeGreaterThan(300);
  });

  test('core imports core and the decimal library', () => {
    expect(wrongImports('src/core', (to) => to.startsWith('src/core/') || to === 'big.js')).toEqual([]);
  });

  test('clients import core, config’s types and packages, never a command or the sandbox', () => {
    expect(wrongImports('src/clients', (to) => isPackage(to) || /^src\/(clients|core)\//.test(to))).toEqual([]);
  });

  test('config imports core, packages and the one way to replace a file', () => {
    const isAllowed = (to: string): boolean => isPackage(to) || /^src\/(config|core)\//.test(to) || to === 'src/clients/host/durable.ts';
    expect(wrongImports('src/config', isAllowed)).toEqual([]);
  });

  test('the sandbox imports nothing of the product, so that it can’t share a mistake with a client', () => {
    expect(wrongImports('src/sandbox', (to, _, isType) => isPackage(to) || to.startsWith('src/sandbox/') || isType)).toEqual([]);
  });

  test('only demo, sandbox and probe know the sandbox', () => {
    const knowing = within('src/commands').filter((one) => one.imports.some(({ to }) => to.startsWith('src/sandbox/')));
    // The room of demo and sandbox, and the probe that asks the same of both.
    const others = knowing.map((one) => one.path).filter((path) => !path.startsWith('src/commands/demo/'));
    expect(knowing.length).toBeGreaterThan(others.length);
    expect(others).toEqual(['src/commands/probe/sandbox.ts']);
  });

  test('nothing but bin and commands imports commands', () => {
    expect(
      sources.flatMap((one) =>
        /^(src\/commands|bin)\//.test(one.path)
          ? []
          : one.imports.filter(({ to }) => to.startsWith('src/commands/')).map(({ to }) => `${one.path} imports ${to}`),
      ),
    ).toEqual([]);
  });

  test('what commands print is made without side effects: render*.ts and format/ import core, each other and pure files', () => {
    const isRenderer = (path: string): boolean => /^src\/commands\/(?:.*\/)?(?:render[\w-]*\.ts$|format\/)/.test(path);
    const pure = ['terminal/paint', 'terminal/clean', 'logs/since'].map((name) => `src/commands/${name}.ts`);
    const wrong = wrongImports(
      'src/commands',
      (to, from, isType) =>
        !isRenderer(from.path) ||
        isType ||
        to.startsWith('src/core/') ||
        isRenderer(to) ||
        pure.includes(to) ||
        ['csv-stringify/sync', 'get-east-asian-width', 'write-excel-file/node'].includes(to),
    );
    expect(wrong).toEqual([]);
  });

  test('there are no circles, types included', () => {
    const byPath = new Map(sources.map((one) => [one.path, one]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      if (done.has(path) || trail.includes(path)) return;
      for (const { to, isLazy } of byPath.get(path)?.imports ?? []) if (!isLazy) visit(to, [...trail, path]);
      done.add(path);
    };
    for (const one of sources) visit(one.path, []);
    expect(circles).toEqual([]);
  });

  test('the rooms of core have no circles either: the kernel, then each room above those that it asks', () => {
    const kernel = new Set(['model', 'reasons', 'public.ts']);
    const roomOf = (path: string): string | null => {
      const [, , first = '', ...rest] = path.split('/');
      return rest.length === 0 || kernel.has(first) ? null : first;
    };
    const asks = new Map<string, Set<string>>();
    for (const one of within('src/core')) {
      const from = roomOf(one.path);
      for (const { to } of one.path === 'src/core/public.ts' ? [] : one.imports) {
        const room = to.startsWith('src/core/') ? roomOf(to) : null;
        if (from === null && room !== null) expect.fail(`the kernel asks a room: ${one.path} imports ${to}`);
        if (from !== null && room !== null && room !== from) asks.set(from, (asks.get(from) ?? new Set()).add(room));
      }
    }
    const reaches = (from: string, wanted: string, seen = new Set<string>()): boolean =>
      [...(asks.get(from) ?? [])].some((room) => room === wanted || (!seen.has(room) && reaches(room, wanted, seen.add(room))));
    expect(asks.size).toBeGreaterThan(10);
    expect([...asks.keys()].filter((room) => reaches(room, room))).toEqual([]);
  });

  test('what decides reads and writes nothing: only read and apply files, transfer and run know the ports', () => {
    const isShell = (path: string): boolean =>
      path === 'src/core/ports.ts' || /^src\/core\/(?:transfer|run)\//.test(path) || /\/(?:read|apply)(?:-[\w-]+)?\.ts$/.test(path);
    const naming = using(/\b(?:AutotaskPort|QuickBooksPort|LedgerPort|RunPorts|RunContext|SyncOptions|\w+Port)\b/, within('src/core'));
    expect(naming.length).toBeGreaterThan(10);
    expect(naming.filter((path) => !isShell(path))).toEqual([]);
  });

  test('a folder holds at most a dozen files', () => {
    const counts = countBy(within('src').map(({ path }) => dirname(path)));
    expect([...counts].filter(([, files]) => files > 12).map(([folder, files]) => `${folder}: ${files}`)).toEqual([]);
  });
});

test('most of core is tested directly: at most one file in six with code in it is tried through its caller alone', () => {
  const tried = new Set(tests.flatMap((one) => one.imports.map(({ to }) => to)));
  const deciding = within('src/core').filter(({ code }) => /^export (?:async )?(?:function|class|const)\b/m.test(code));
  const indirect = deciding.filter(({ path }) => !tried.has(path)).map(({ path }) => path);
  expect(indirect.length / deciding.length, indirect.join('\n')).toBeLessThan(1 / 6);
});

describe('who touches what', () => {
  test('only terminal/io.ts touches the process’s streams, besides bin for --version and --help, and the keychain’s own child', () => {
    const touching = using(/\bprocess\.std(in|out|err)\b|\{[^}]*\bstdout\b[^}]*\} = process\b/, sources);
    expect(touching.sort()).toEqual(['bin/at2qbo.ts', 'src/commands/terminal/io.ts']);
  });

  test('only services.ts makes the clients of the two services', () => {
    const making = using(/\bcreate(Autotask|QuickBooks)Client\(/, sources).filter(
      (path) => !/^src\/clients\/(autotask|quickbooks)\/api\.ts$/.test(path),
    );
    expect(making).toEqual(['src/commands/context/services.ts']);
  });

  test('core knows neither clock, console nor process', () => {
    expect(using(/\bDate\.now\(|\bnew Date\(\)|\bconsole\.|\bprocess\.|\bMath\.random\(/, within('src/core'))).toEqual([]);
  });

  test('nothing but a signal ends the process by force, and nothing is cast away', () => {
    expect(using(/\bprocess\.exit\(/, sources)).toEqual(['src/commands/terminal/ending.ts']);
    expect(using(/\bas any\b|: any(?=[;,)\]>=|&\s]*$)|@ts-(ignore|expect-error|nocheck)/m, sources)).toEqual([]);
  });

  test('there are no default exports', () => {
    expect(using(/^export default\b/m, sources)).toEqual([]);
  });
});

describe('how a file looks', () => {
  test(`no file is longer than ${LONGEST} lines, but for tests that say at their head why they are in one piece`, () => {
    const isWhole = (one: Source): boolean => one.path.startsWith('test/') && /^\/\/ .*In one piece: /.test(one.text);
    const long = [...sources, ...tests].filter((one) => one.text.split('\n').length - 1 > LONGEST && !isWhole(one));
    expect(long.map((one) => one.path)).toEqual([]);
  });

  test('a function takes at most five positional parameters; more go into an object with names', () => {
    const long = sources.flatMap((one) => {
      const found: string[] = [];
      const look = (node: { readonly params: readonly unknown[]; readonly start: number }): void => {
        if (node.params.length > 5) found.push(`${one.path}: ${one.text.slice(node.start, node.start + 50).replaceAll(/\s+/g, ' ')}`);
      };
      new Visitor({ FunctionDeclaration: look, FunctionExpression: look, ArrowFunctionExpression: look }).visit(
        parseSync(one.path, one.text).program,
      );
      return found;
    });
    expect(long.filter((one) => !one.startsWith('src/sandbox/'))).toEqual([]);
  });

  test('core keeps no state between calls: no variable, map or set of a module that changes', () => {
    expect(
      using(
        /^(?:export )?let\b|^(?:export )?const \w+(?:: (?!Readonly)[^=]+)? = new (?:Map|Set|WeakMap|WeakSet)(?:<[^>]*>)?\(\)/m,
        within('src/core'),
      ),
    ).toEqual([]);
  });

  test('comments name only files that are in the repository', () => {
    const names = new Set([...sources, ...tests].map(({ path }) => basename(path)));
    const wrong = sources.flatMap((one) =>
      [...one.text.matchAll(/^\s*(?:\/\/|\/?\*).*$/gm)].flatMap(([comment]) =>
        [...comment.matchAll(/(?<![\w/-])([a-z][\w-]*\.ts)\b/g)].flatMap(([, name = '']) =>
          names.has(name) ? [] : [`${one.path}: ${name}`],
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });

  const headOf = ({ text }: Source): string => text.split('\n').find((line) => !line.startsWith('#!')) ?? '';
  test('every file says at its head what it is for, in a first line of at most 120 characters that is a sentence of its own', () => {
    const long = sources.filter((one) => (/^(?:#!.*\n)?(\/\/.*|\/\*\*.*)$/m.exec(one.text)?.[1] ?? '').length > 120);
    expect(long.map((one) => one.path)).toEqual([]);
    const torn = sources.filter(
      (one) => !one.path.startsWith('src/sandbox/') && !/^(?:#!.*\n)?(?:\/\/.*[.?!)]|\/\*\*.*)$/m.test(headOf(one)),
    );
    expect(torn.map((one) => one.path)).toEqual([]);
    const mute = [...sources, ...tests].filter((one) => !/^(#!.*\n)?(\/\/ \S|\/\*\*)/.test(one.text));
    expect(mute.map((one) => one.path)).toEqual([]);
  });
});
