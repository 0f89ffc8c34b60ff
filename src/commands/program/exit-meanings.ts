// What each exit code means, in words: for the manual pages; a test compares the README's table with it.

/** Code or codes, and what they say about the run. */
export const EXIT_MEANINGS: readonly (readonly [string, string])[] = [
  ['0', 'done; nothing needs a person'],
  ['1', 'ran, and something failed or is held for a person'],
  ['2', 'usage or settings: nothing was attempted'],
  ['3', 'a comparison found differences'],
  ['4', 'a connection must be renewed: `at2qbo connect`'],
  ['5', 'a service is down or throttling; the next run goes on'],
  ['6', 'another run of this profile is active'],
  ['7', 'stopped to protect the books'],
  ['70', 'a bug, with where the report was written'],
  ['129, 130, 143', 'the terminal went away, interrupted, ended; the document in hand was finished or noted'],
];
