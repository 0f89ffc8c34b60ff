// Text from outside (names, messages, files) on its way to a terminal.
// Nothing in it may move the cursor, colour or hide anything.

// Invisible marks that reorder text, and the noncharacters that paint.ts uses for its own colours.
// oxlint-disable-next-line no-control-regex
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef]/g;

/** The text with control characters, terminal escapes and reordering marks made visible (`\x1b`); line breaks and tabs stay. */
export function clean(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(HARMFUL, visible);
}

/** JSON on one line of its own kind: the same characters as `\u` escapes, so that it means the same and does no harm on a screen. */
export function formatJson(value: unknown, indent?: number): string {
  // A line break in this text is the formatter's own; one in a string is escaped already.
  return JSON.stringify(value, null, indent).replaceAll(HARMFUL, (character) => `\\u${hex(character, 4)}`);
}

function visible(character: string): string {
  const code = character.charCodeAt(0);
  return code <= 0xff ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`;
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0');
}
