// `ledger` and `profiles` with their sub-commands: names, options, examples.
import type { CommandSpec } from '../spec.ts';
import { yes } from './options.ts';

export const LEDGER_AND_PROFILES: readonly CommandSpec[] = [
  {
    name: 'ledger',
    group: 'Set up:',
    summary: 'where the ledger is; move it',
    examples: [['at2qbo ledger', 'the file or the database, and what is in it']],
  },
  {
    name: 'ledger move',
    group: '',
    summary: 'move the ledger to PostgreSQL, or back into the SQLite file; checked, and the old one is kept',
    options: [
      { flags: '--to <where>', help: 'postgres://USER@HOST/DATABASE (the password belongs into ~/.pgpass), or sqlite', value: 'text' },
      yes,
    ],
    examples: [
      ['at2qbo ledger move --to postgres://at2qbo@db.example.com/at2qbo', 'for several hosts'],
      ['at2qbo ledger move --to sqlite', 'back'],
    ],
  },
  {
    name: 'profiles',
    group: 'Set up:',
    profile: 'any',
    summary: 'the profiles there are; check, add, copy, rename or remove one',
    examples: [['at2qbo profiles', 'one line each']],
  },
  {
    name: 'profiles list',
    group: '',
    profile: 'any',
    summary: 'the same as profiles alone',
    examples: [['at2qbo profiles list --json', 'for a script']],
  },
  {
    name: 'profiles check',
    group: '',
    profile: 'any',
    summary: 'prove that the profiles of one Autotask database neither overlap nor leave a company out (companies.only)',
    examples: [['at2qbo profiles check', 'exit code 3 if they do']],
  },
  {
    name: 'profiles add',
    group: '',
    profile: 'any',
    summary: 'make an empty profile',
    args: [{ name: 'name', help: 'its name' }],
    examples: [['at2qbo profiles add acme', 'then: at2qbo connect --profile acme']],
  },
  {
    name: 'profiles copy',
    group: '',
    profile: 'any',
    summary: 'make a profile with the settings of another one, without secrets and connection',
    args: [
      { name: 'from', help: 'whose settings' },
      { name: 'to', help: 'the new one' },
    ],
    examples: [['at2qbo profiles copy acme beta', 'the same rules for another client']],
  },
  {
    name: 'profiles rename',
    group: '',
    profile: 'any',
    summary: 'give a profile another name, with its ledger, log and secrets',
    args: [
      { name: 'from', help: 'its name now' },
      { name: 'to', help: 'its new name' },
    ],
    examples: [['at2qbo profiles rename acme acme-us', 'nothing is sent twice by it']],
  },
  {
    name: 'profiles remove',
    group: '',
    profile: 'any',
    summary: 'remove a profile with its settings, secrets and SQLite ledger',
    args: [{ name: 'name', help: 'which' }],
    options: [yes],
    examples: [['at2qbo profiles remove acme', 'refused while something of it is unfinished']],
  },
];
