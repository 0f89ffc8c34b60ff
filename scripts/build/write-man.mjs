// Part of the build: a manual page for each command, from the same tree and the same examples as the help (`man at2qbo`, `man at2qbo-settings-set`).
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { COMMANDS } from '../../dist/src/commands/registry.js';
import { EXIT_MEANINGS } from '../../dist/src/commands/program/exit-meanings.js';
import { buildProgram } from '../../dist/src/commands/program/program.js';
import { SPECS } from '../../dist/src/commands/program/specs.js';

const folder = fileURLToPath(new URL('../../dist/man/', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const silent = { out: () => {}, err: () => {}, width: 80, color: false };
const program = buildProgram({ io: silent, version, commands: COMMANDS, onExit: () => {} });
const examples = new Map(SPECS.map((spec) => [spec.name, spec.examples]));

/** The page of a command, and those of the commands in it. */
function write(path, command) {
  const name = ['at2qbo', ...path].join('-');
  const { commands } = command;
  const others = path.length === 0 ? [] : [path.slice(0, -1), ...commands.map((one) => [...path, one.name()])];
  const text = [
    `.TH ${name.toUpperCase().replaceAll('-', '\\-')} 1 "" "at2qbo ${version}" "at2qbo"`,
    '.SH NAME',
    `${plain(name)} \\- ${plain(path.length === 0 ? command.description().replace(/\.$/, '') : command.summary())}`,
    '.SH SYNOPSIS',
    synopsis(path, command),
    '.SH DESCRIPTION',
    plain(command.description()),
    ...listed(
      'COMMANDS',
      commands.map((one) => [[...path, one.name()].join(' '), one.summary()]),
    ),
    ...listed(
      'ARGUMENTS',
      command.registeredArguments.map((one) => [one.name(), withChoices(one.description, one.argChoices)]),
    ),
    ...listed('OPTIONS', options(command)),
    ...(path.length === 0
      ? []
      : listed(
          'GLOBAL OPTIONS',
          options(program).filter(([flags]) => !flags.includes('--version')),
        )),
    ...exampleLines(path),
    ...listed('EXIT STATUS', EXIT_MEANINGS),
    ...(path.length === 0 ? FILES : []),
    '.SH SEE ALSO',
    [...(path.length === 0 ? commands.map((one) => [one.name()]) : others)]
      .map((one) => reference(['at2qbo', ...one].join('-')))
      .join(',\n'),
    '',
  ].join('\n');
  writeFileSync(`${folder}${name}.1`, text);
  for (const one of commands) write([...path, one.name()], one);
}

function synopsis(path, command) {
  const words = ['at2qbo', ...path].map((word) => `\\fB${plain(word)}\\fR`);
  const args = command.registeredArguments.map((one) => (one.required ? `\\fI${plain(one.name())}\\fR` : `[\\fI${plain(one.name())}\\fR]`));
  const sub = command.commands.length === 0 ? [] : path.length === 0 ? ['\\fICOMMAND\\fR'] : ['[\\fICOMMAND\\fR]'];
  return [...words, ...sub, ...args, '[\\fIoptions\\fR]'].join(' ');
}

const options = (command) =>
  command.options.filter((one) => !one.hidden).map((one) => [one.flags, withChoices(one.description, one.argChoices)]);

const withChoices = (text, choices) => (choices === undefined ? text : `${text} (${choices.join(', ')})`);

const listed = (title, rows) =>
  rows.length === 0 ? [] : [`.SH ${title}`, ...rows.flatMap(([term, text]) => ['.TP', `\\fB${plain(term)}\\fR`, plain(text)])];

function exampleLines(path) {
  const own =
    path.length === 0
      ? [['at2qbo demo', 'the whole thing against a built-in Autotask and QuickBooks']]
      : (examples.get(path.join(' ')) ?? []);
  return own.length === 0 ? [] : ['.SH EXAMPLES', ...own.flatMap(([line, does]) => ['.TP', `\\fB${plain(line)}\\fR`, plain(does)])];
}

const reference = (name) => `\\fB${plain(name)}\\fR(1)`;

/** As roff takes it: no request by accident, hyphens that can be searched and copied. */
function plain(text) {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('’', '\\(cq')
    .replaceAll('`', '')
    .replaceAll('→', '\\->')
    .replaceAll(/\n+/g, ' ')
    .replace(/^(?=[.'])/, '\\&');
}

const FILES = [
  '.SH ENVIRONMENT',
  ...[
    ['AT2QBO_HOME', 'the folder of settings, ledger, logs and secrets of every profile'],
    ['AT2QBO_PROFILE', 'the profile where --profile is not given'],
    ['AT2QBO_SECRETS', 'where the key of the secrets is: keychain, credential, file, command or env'],
    ['AT2QBO_SECRETS_KEY_FILE', 'with AT2QBO_SECRETS=file: the file of the key'],
    ['AT2QBO_<KEY>', 'any setting for one run: its name in capitals, with _ before what was a capital and __ for a dot'],
  ].flatMap(([term, text]) => ['.TP', `\\fB${plain(term)}\\fR`, plain(text)]),
  '.SH FILES',
  'Without AT2QBO_HOME they are in the platform\\(cqs configuration folder for at2qbo (\\fI~/.config/at2qbo\\fR on Linux):',
  ...[
    ['config.json', 'the settings; no secret is in it'],
    ['secrets.enc', 'the secrets, encrypted'],
    ['ledger.db', 'what was sent, each run, and the log'],
  ].flatMap(([term, text]) => ['.TP', `\\fI${plain(term)}\\fR`, plain(text)]),
];

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
write([], program);
