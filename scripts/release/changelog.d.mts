/** What tests in TypeScript use of changelog.mjs. */
export function withRelease(
  changelog: string,
  release: { version: string; date: string; fragments: Readonly<Record<string, string>> },
): string;
export function isLater(next: string, now: string): boolean;
