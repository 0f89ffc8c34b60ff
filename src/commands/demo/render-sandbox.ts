// What the sandbox says to type in another terminal: lines that any shell takes as they stand.
import { shellWord } from '../format/shell.ts';
import { paint } from '../terminal/paint.ts';

const END = 'Ctrl-C stops the sandbox and forgets everything in it.';

/** With a profile that is connected. */
export function trialLines(profile: string, program: string, example: number): string[] {
  const named = `--profile ${profile}`;
  return [
    paint.bold('In another terminal:'),
    '',
    `${program} sync --dry-run ${named}`,
    `${program} sync ${named}`,
    '',
    'What a person does there while at2qbo isn’t looking:',
    '',
    `${program} sandbox pay ${example} ${named}`,
    `${program} sandbox void ${example} ${named}`,
    `${program} sandbox rename customer "Old name" "New name" ${named}`,
    '',
    'A tour of fifteen minutes: docs/tour.md. Ctrl-C stops the sandbox and removes the profile.',
  ];
}

export interface Manual {
  readonly settings: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly home: string;
  readonly program: string;
  /** Where the settings lie. */
  readonly file: string;
}

/** For a profile in a folder of its own. `export NAME=VALUE` is what sh, bash, zsh and fish share; PowerShell has its own. */
export function manual({ settings, environment, home, program, file }: Manual, isPowerShell = process.platform === 'win32'): string[] {
  const { 'autotask.username': username = '', 'quickbooks.clientId': clientId = '', 'quickbooks.realmId': realmId = '' } = settings;
  const set = (name: string, value: string): string =>
    isPowerShell ? `$env:${name} = '${value.replaceAll("'", "''")}'` : `export ${name}=${shellWord(value)}`;
  return [
    paint.bold(
      'In another terminal, for a profile in a folder of its own (with --profile NAME the sandbox makes and connects one by itself):',
    ),
    '',
    set('AT2QBO_HOME', home),
    ...Object.entries(environment).map(([name, value]) => set(name, value)),
    `${program} settings import ${shellWord(file)}`,
    `${program} connect --autotask-username ${shellWord(username)} --client-id ${shellWord(clientId)} --realm-id ${shellWord(realmId)}`,
    `${program} sync --dry-run`,
    '',
    END,
  ];
}
