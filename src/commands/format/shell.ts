// A word as a person types it in a shell.

/** As it is where that is safe, else in single quotes, as POSIX shells and PowerShell read them. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
