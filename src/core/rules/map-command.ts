// What is typed to add entries to a setting that is a map, for advice that is used as it stands.

/**
 * The value for `at2qbo settings set KEY`, which replaces the whole map: what is in it (`there`) stays, `added` comes to it.
 * Quoted for a POSIX shell, apostrophes in names included.
 */
export function mapWith(there: Readonly<Record<string, string>>, added: Readonly<Record<string, string>>): string {
  return `'${JSON.stringify({ ...there, ...added }).replaceAll("'", String.raw`'\''`)}'`;
}
