// `at2qbo sandbox pay|void|rename`: something that happens in the running sandbox, as a person there would do it.
import { UsageError } from '../../core/errors.ts';
import { chooseProfile, profileNames, profilePaths } from '../../config/paths.ts';
import type { Act, Words } from './acts.ts';
import { askAt, doorOf, hasDoor } from './control.ts';
import { ofOneProfile } from '../program/program.ts';
import { forProfile } from '../terminal/for-profile.ts';
import { EXIT } from '../program/exit.ts';
import type { Invocation } from '../program/spec.ts';
import { print } from '../terminal/print.ts';

export async function run(invocation: Invocation): Promise<number> {
  const { io, globals, command } = invocation;
  const name = command.slice('sandbox '.length) as Act;
  const { path, profile } = doorFor(invocation);
  const lines = await askAt(path, name, wordsOf(name, invocation));
  if (globals.json) io.json({ act: name, profile, lines });
  else if (!globals.quiet) print(globals.profile === undefined ? forProfile(io, profile, ofOneProfile()) : io, lines);
  return EXIT.done;
}

/** The sandbox of the profile; where none was named and this one has none, the only one that runs. */
function doorFor({ io, globals }: Invocation): { readonly path: string; readonly profile: string } {
  const profile = chooseProfile(globals.profile, io.env);
  const { directory } = profilePaths(profile, io.env);
  if (hasDoor(directory)) return { path: doorOf(directory), profile };
  const others = globals.profile === undefined ? profileNames(io.env).filter((one) => hasDoor(profilePaths(one, io.env).directory)) : [];
  const [only] = others;
  if (only !== undefined && others.length === 1) return { path: doorOf(profilePaths(only, io.env).directory), profile: only };
  throw new UsageError(
    others.length > 1 ? `${others.length} sandboxes run: ${others.join(', ')}` : `no sandbox runs for profile ${profile}`,
    others.length > 1 ? `name the profile: --profile ${others[0] ?? ''}` : 'in another terminal: at2qbo sandbox --profile trial',
  );
}

function wordsOf(name: Act, { args, options }: Invocation): Words {
  const [first = '', second = '', third = ''] = args;
  const given = options as { readonly amount?: string; readonly date?: string; readonly in?: string };
  if (given.amount !== undefined && !/^\d{1,12}(\.\d{1,2})?$/.test(given.amount))
    throw new UsageError(`--amount can't be ${given.amount}`, 'give it as 12.50');
  const more = Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value === 'string'));
  if (name === 'pay') return { ...more, number: first };
  if (name === 'void') return { ...more, id: first };
  if (third.trim() === '') throw new UsageError('the new name is empty', 'at2qbo sandbox rename customer "Acme" "Acme Ltd"');
  return { kind: first, name: second, to: third };
}
