// `at2qbo version`: what exactly this is, for a report or a script.
import { EXIT } from '../program/exit.ts';
import type { Invocation } from '../program/spec.ts';
import { buildFacts, type BuildFacts } from './build.ts';

export async function run({ io, globals }: Invocation): Promise<number> {
  const facts = buildFacts();
  if (globals.json) io.json(facts);
  else for (const line of renderVersion(facts)) io.out(line);
  return Promise.resolve(EXIT.done);
}

/** A line each. */
export function renderVersion({ program, node, sqlite, build }: BuildFacts): string[] {
  const from = build.commit === null ? '' : `, commit ${build.commit}`;
  const what = { package: 'npm package', executable: 'single executable', sources: 'sources' }[build.kind];
  return [`at2qbo  ${program}`, `Node    ${node}`, `SQLite  ${sqlite}`, `build   ${what} for ${build.platform}${from}`];
}
