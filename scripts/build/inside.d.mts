/** What scripts and tests in TypeScript use of inside.mjs. */
interface Lock {
  readonly packages: Readonly<Record<string, object>>;
}

/** Places in the lockfile of these packages and of everything that they bring along, on any platform. */
export function withTheirs(lock: Lock, names: readonly string[]): readonly string[];
