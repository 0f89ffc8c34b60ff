// Commands in what is said to a person who gave --profile: typed as they stand, they are about that profile.
import type { Io } from './io.ts';

/** The same Io, in which each `at2qbo COMMAND` names the profile. `commands`: those that are about one profile. */
export function forProfile(io: Io, profile: string | undefined, commands: readonly string[]): Io {
  if (profile === undefined || profile === 'default' || profile.includes(',')) return io;
  const command = new RegExp(`\\bat2qbo (?=(?:${commands.join('|')})\\b)(?![^\\n;]*--profile)`, 'g');
  const named = (text: string): string => text.replaceAll(command, `at2qbo --profile ${profile} `);
  return { ...io, named, out: (text) => io.out(named(text)), err: (text) => io.err(named(text)) };
}
