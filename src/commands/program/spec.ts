// What the command tree is made of: names, options and examples of a command, and how its module is found.
import type { Io } from '../terminal/io.ts';

/** The options that every command takes, before or after its name. */
export interface Globals {
  /** As given; `chooseProfile` decides. */
  readonly profile: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  /** Where the numbers of the run go, for Prometheus. */
  readonly metrics?: string;
  /** Of a command that runs several profiles by itself. */
  readonly jobs?: number;
  /** Of a command that is about several profiles by itself. */
  readonly allProfiles?: boolean;
}

/** One call of a command. */
export interface Invocation {
  readonly io: Io;
  readonly globals: Globals;
  /** `settings set`. */
  readonly command: string;
  /** By camel-case name; numbers and lists are checked and converted already. */
  readonly options: Readonly<Record<string, unknown>>;
  /** In order; one that was left out is undefined. */
  readonly args: readonly (string | undefined)[];
  /** Every command that is offered, for the completion. */
  readonly offered: readonly CommandSpec[];
}

/** Does the command; the number is the exit code. */
export type Run = (invocation: Invocation) => Promise<number>;
/** Loads the command's module, when it runs and not before. */
export type Loader = () => Promise<{ readonly run: Run }>;

/** An argument: `ID`, or `[SERVICE]` if it may be left out. */
export interface ArgumentSpec {
  readonly name: string;
  readonly help: string;
  readonly choices?: readonly string[];
}

/** An option; `value` says how its text is checked, none: it is a flag. */
export interface OptionSpec {
  readonly flags: string;
  readonly help: string;
  readonly value?: 'text' | 'texts' | 'count' | 'port' | 'days' | 'id' | 'ids' | 'emails' | 'date';
  readonly choices?: readonly string[];
}

/** A command, or a group of them. */
export interface CommandSpec {
  /** `sync`, or `settings set` for one of a group. */
  readonly name: string;
  /** Its heading in the help; '' for one of a group. */
  readonly group: 'Run:' | 'Look and fix:' | 'Set up:' | 'Try it:' | '';
  readonly summary: string;
  /** Is about several profiles by itself: `--profile a,b` and `--jobs` are its own. */
  readonly isFleet?: true;
  /** `any`: runs whether or not the profile is there; `made`: with `--create` it makes the profile. Left out: one that isn't there is refused. */
  readonly profile?: 'any' | 'made';
  readonly args?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** What to type, and what it does. */
  readonly examples: readonly (readonly [string, string])[];
}
