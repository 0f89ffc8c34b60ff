// `at2qbo profiles check`: do the profiles of one Autotask database overlap, or leave a company out? Only reads.
import { existsSync } from 'node:fs';
import { loadSettings } from '../../config/store/load.ts';
import { profileNames, profilePaths } from '../../config/paths.ts';
import { groupProfiles, proveFilters, type FilterProof, type ServingProfile } from '../../core/companies/plan.ts';
import { proofLines } from '../../core/checks/companies.ts';
import { readProofCompanies } from '../../core/companies/read.ts';
import { renderChecks } from '../format/checks.ts';
import { withContext } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import type { Invocation } from '../program/spec.ts';
import { print } from '../terminal/print.ts';

interface Proven extends FilterProof {
  readonly profiles: readonly ServingProfile[];
}

/** 0: each company has one profile at most and none is left out; 3: they overlap, or leave one out. */
export async function run(invocation: Invocation): Promise<number> {
  const { io, globals } = invocation;
  const profiles = profileNames(io.env)
    .filter((name) => existsSync(profilePaths(name, io.env).config))
    .map((profile) => ({ profile, settings: loadSettings({ profile, env: io.env }).settings }));
  const groups: Proven[] = [];
  for (const group of groupProfiles(profiles)) {
    const [first] = group;
    if (first === undefined) continue;
    const companies = await withContext({ ...invocation, globals: { ...globals, profile: first.profile } }, async (context) => {
      context.events.progress(`Reading companies from Autotask (profile ${first.profile})`);
      return readProofCompanies(await context.autotask());
    });
    const serving = group.map(({ profile, settings }) => ({ profile, only: settings.companies.only }));
    groups.push({ profiles: serving, ...proveFilters(serving, companies) });
  }
  const isProven = groups.every((one) => one.overlaps.length === 0 && one.leftOut.length === 0);
  const exitCode = isProven ? EXIT.done : EXIT.differences;
  if (globals.json) io.json({ exitCode, groups });
  else if (groups.length === 0) {
    if (!globals.quiet) io.out('No profile chooses its companies (companies.only): there is nothing to prove.');
  } else
    for (const one of groups) {
      if (!globals.quiet)
        io.out(
          `Profiles of one Autotask database: ${one.counts.map((each) => `${each.profile} (${each.companies} companies)`).join(', ')}`,
        );
      print(io, renderChecks(proofLines(one), globals.quiet));
    }
  return exitCode;
}
