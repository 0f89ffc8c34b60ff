// The code of each reason and where it is explained: one way for the screen, pages and mails.
import { paint } from '../terminal/paint.ts';

interface Coded {
  readonly code: string;
  readonly message: string;
}

/** The sentence with its code, for pages, mails and tables. */
export function withCode({ message, code }: Coded): string {
  return `${message} [${code}]`;
}

/** The same on the screen. */
export function paintedCode({ message, code }: Coded): string {
  return `${message} ${paint.dim(`[${code}]`)}`;
}

/** What stands once below them all: where the codes are explained. Nothing without codes. */
export function codesLine(reasons: Iterable<{ readonly code: string }>): string[] {
  const codes = new Set(Array.from(reasons, ({ code }) => code));
  if (codes.size === 0) return [];
  const [only = ''] = codes;
  if (codes.size === 1) return [`What [${only}] means: at2qbo explain ${only}`];
  return ['What the codes in [brackets] mean: at2qbo explain CODE'];
}
