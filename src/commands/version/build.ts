// What exactly this is: program, Node, SQLite, and how and from which commit it was built.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { carriedText, isExecutable } from '../../clients/host/executable.ts';
import { engineVersion } from '../../clients/ledger/sqlite/engine.ts';
import { readVersion } from './number.ts';
import { packageRoot } from './package-root.ts';

/** The answer of `version --json`. */
export interface BuildFacts {
  readonly program: string;
  readonly node: string;
  readonly sqlite: string;
  readonly build: {
    /** `sources`: nothing was built; `package`: by npm or from a checkout. */
    readonly kind: 'package' | 'executable' | 'sources';
    /** The commit's short name; null where it wasn't known when it was built. */
    readonly commit: string | null;
    /** `linux-x64`. */
    readonly platform: string;
  };
}

export function buildFacts(): BuildFacts {
  const { kind, text } = isExecutable() ? ({ kind: 'executable', text: carriedText('build.json') } as const) : installed();
  const { commit = null } = JSON.parse(text) as { commit?: string | null };
  return {
    program: readVersion(),
    node: process.versions.node,
    sqlite: engineVersion(),
    build: { kind, commit, platform: `${process.platform}-${process.arch}` },
  };
}

function installed(): { readonly kind: 'package' | 'sources'; readonly text: string } {
  // From the sources nothing lies in dist, or something older than what runs.
  if (import.meta.url.endsWith('.ts')) return { kind: 'sources', text: '{}' };
  return { kind: 'package', text: readFileSync(join(packageRoot().folder, 'dist/build.json'), 'utf8') };
}
