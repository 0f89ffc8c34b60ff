// `connect` on a terminal: a guided tour. Each step says what it will do and is checked at once.
// What it gave is stored before the next begins, so that stopping, going back and starting over lose nothing.
import { companyRefusals, refusalLine } from '../../../core/rules/refusals.ts';
import { At2qboError } from '../../../core/errors.ts';
import { askChoice } from '../../terminal/ask.ts';
import { connectAutotask } from '../autotask.ts';
import { autotaskInput, quickbooksInput } from '../input.ts';
import { takeMailPassword } from '../mail.ts';
import { connectQuickBooks, probeHint } from '../quickbooks.ts';
import type { ConnectOptions, ConnectWorld, System } from '../world.ts';
import type { Context } from '../../context/context.ts';
import { examine } from '../../doctor/doctor.ts';
import { EXIT, exitCodeOf } from '../../program/exit.ts';
import type { Environment, Io } from '../../terminal/io.ts';
import { paint } from '../../terminal/paint.ts';
import { troubleLines } from '../../program/error-report.ts';
import { renderChecks } from '../../format/checks.ts';
import { wrap } from '../../format/wrap.ts';
import { chooseKeyPlace } from './key.ts';
import { askTourSettings } from './settings.ts';
import { print } from '../../terminal/print.ts';

/** What the tour needs besides the world: everything anew after each step. */
export interface TourPorts {
  /** With the settings as they are now, and these variables on top of the environment. */
  world(more: Environment): ConnectWorld;
  /** Uses what is stored. */
  withStored<T>(work: (context: Context) => Promise<T>): Promise<T>;
  dryRun(): Promise<number>;
}

type Step = 'key' | System | 'settings' | 'doctor' | 'dry-run';

const TEXTS: Readonly<Record<Step, readonly [string, string]>> = {
  key: [
    'the key of the secrets',
    'Passwords and tokens are kept in one sealed file. The key that opens it is kept elsewhere; its place is tried now, before anything secret is asked for.',
  ],
  autotask: [
    'Autotask',
    'Asks for the API user (Admin > Resources > API user in Autotask), signs in with it and looks what it may read. Nothing is changed there.',
  ],
  quickbooks: [
    'QuickBooks',
    'Asks for the keys of your Intuit app and for the consent of an administrator of the company, then reads the company’s name and preferences. Nothing is changed there.',
  ],
  settings: [
    'settings',
    'Asks for the settings that depend on your two systems, with what they list. Enter keeps what is marked; all of it can be changed later with at2qbo settings edit.',
  ],
  doctor: [
    'doctor',
    'Checks everything that can go wrong, here and in both systems, with the invoices of the last 90 days. Nothing is written. Later: at2qbo doctor',
  ],
  'dry-run': [
    'dry run',
    'Shows each invoice that waits now as QuickBooks would store it, and why others stay back. Nothing is written anywhere. Later: at2qbo sync --dry-run',
  ],
};

/** What a step does; a step that it names comes next. */
type Actions = Readonly<Record<Step, () => Promise<Step | undefined | void>>>;

/** The exit code. Never starts a sync; a dry run only when it is asked for. */
export async function tour(io: Io, ports: TourPorts, systems: readonly System[], options: ConnectOptions): Promise<number> {
  let keyVariables: Environment = {};
  const world = (): ConnectWorld => ports.world(keyVariables);
  const say = (text: string): void => {
    for (const line of wrap(text, Math.min(io.width, 100))) io.out(line);
  };
  const typed: { username?: string; clientId?: string } = {};
  const actions: Actions = {
    key: async () => {
      keyVariables = await chooseKeyPlace(io, say, (more) => ports.world(more));
      await takeMailPassword(world());
    },
    autotask: async () => {
      if (await keeps(io, ports, 'autotask', options)) return;
      const now = remembering(world(), typed);
      const credentials = await autotaskInput(options, now);
      typed.username = credentials.username;
      await connectAutotask(now, credentials);
    },
    quickbooks: async () => {
      if (await keeps(io, ports, 'quickbooks', options)) return;
      const now = remembering(world(), typed);
      const input = await quickbooksInput(options, now);
      typed.clientId = input.clientId;
      const { realmId: before } = now.settings.quickbooks;
      const { connected, company, preferences } = await connectQuickBooks(now, input, options.yes === true);
      say(`QuickBooks: connected to ${connected.company} (${connected.country}, company id ${connected.realmId}).`);
      if (connected.email !== null) say(`Reports go to ${connected.email}, who connected it, unless mail.to says otherwise.`);
      for (const one of companyRefusals(company, preferences, now.settings)) say(`! ${refusalLine(one)}`);
      for (const text of probeHint(now.settings.quickbooks, before, connected)) say(text);
    },
    settings: () => ports.withStored((context) => askTourSettings(io, context, say)),
    doctor: async () => {
      const { lines } = await ports.withStored(examine);
      print(io, renderChecks(lines, false));
      return lines.some(({ level }) => level === 'problem') ? askAfterProblems(io) : undefined;
    },
    'dry-run': async () => {
      const choices = [
        { value: true, name: 'show what would be sent' },
        { value: false, name: 'not now' },
      ];
      if (!(await askChoice(io, { message: 'The dry run:', missing: 'an answer', choices }))) return;
      // Its exit code is not the tour's: what is held now is no failure of the connection.
      await ports.dryRun();
    },
  };
  const both = systems.length > 1 || (await isConnected(ports, systems[0] === 'autotask' ? 'quickbooks' : 'autotask'));
  const steps: readonly Step[] = ['key', ...systems, ...(both ? (['settings', 'doctor', 'dry-run'] as const) : [])];
  try {
    return await walk(io, steps, actions, say);
  } catch (error) {
    if (error instanceof At2qboError && error.kind === 'stopped')
      say(`\nWhat was answered and checked is stored. To go on: ${again(systems)}`);
    throw error;
  }
}

async function walk(io: Io, steps: readonly Step[], actions: Actions, say: (text: string) => void): Promise<number> {
  for (let at = 0; ;) {
    const step = steps[at];
    if (step === undefined) {
      const next = await askNext(io, steps);
      if (next === 'done') break;
      at = steps.indexOf(next);
      continue;
    }
    const [title, text] = TEXTS[step];
    io.out(`\n${paint.bold(`Step ${at + 1} of ${steps.length}: ${title}`)}`);
    say(text);
    try {
      const next = await actions[step]();
      at = next === undefined ? at + 1 : steps.indexOf(next);
    } catch (error) {
      if (!(error instanceof At2qboError) || error.kind === 'stopped') throw error;
      sayError(error, say);
      const now = await askAfterError(io, steps, at);
      if (now === null) return exitCodeOf(error);
      at = now;
    }
  }
  if (steps.includes('dry-run')) say('Next: at2qbo sync --only ID sends one invoice, at2qbo sync all that wait; then at2qbo schedule.');
  return EXIT.done;
}

function sayError(error: At2qboError, say: (text: string) => void): void {
  for (const line of troubleLines(error)) say(line);
}

/** The step to go on with; null: stop. */
async function askAfterError(io: Io, steps: readonly Step[], at: number): Promise<number | null> {
  const name = (index: number): string => TEXTS[steps[index] ?? 'key'][0];
  const choices = [
    { value: at, name: 'do this step again' },
    ...(at > 0 ? [{ value: at - 1, name: `go back to: ${name(at - 1)}` }] : []),
    ...(steps[at] === 'doctor' || steps[at] === 'dry-run' ? [{ value: at + 1, name: 'go on without it' }] : []),
    { value: -1, name: 'stop here; what was stored stays' },
  ];
  const chosen = await askChoice(io, { message: 'What now?', missing: 'an answer', choices });
  return chosen === -1 ? null : chosen;
}

/** The step to go to; undefined: the next one. */
async function askAfterProblems(io: Io): Promise<Step | undefined> {
  const choices: { value: Step | undefined; name: string }[] = [
    { value: 'settings', name: 'go back to: settings' },
    { value: 'doctor', name: 'look again' },
    { value: undefined, name: 'go on; the problems stay as they are' },
  ];
  return askChoice(io, { message: 'There are problems. What now?', missing: 'an answer', choices });
}

async function askNext(io: Io, steps: readonly Step[]): Promise<Step | 'done'> {
  const choices: { value: Step | 'done'; name: string }[] = [
    { value: 'done', name: 'done' },
    ...steps.map((step) => ({ value: step, name: `go back to: ${TEXTS[step][0]}` })),
  ];
  io.out('');
  return askChoice(io, { message: 'And now?', missing: 'an answer', choices });
}

/** A connection that works may stay; one that doesn't is said, and asked for anew. Options mean: anew. */
async function keeps(io: Io, ports: TourPorts, system: System, options: ConnectOptions): Promise<boolean> {
  const isAnew = system === 'autotask' ? options.autotaskUsername !== undefined : (options.clientId ?? options.redirectedUrl) !== undefined;
  if (isAnew || !(await isConnected(ports, system))) return false;
  try {
    const name = await ports.withStored(async (context) => {
      if (system === 'quickbooks') return (await (await context.quickbooks()).company()).name;
      await (await context.autotask()).access();
      return context.settings.autotask.username ?? '';
    });
    io.out(`Connected already: ${name}. It answers.`);
  } catch (error) {
    if (!(error instanceof At2qboError) || error.kind === 'stopped') throw error;
    io.out(`Connected before, but: ${error.message}`);
    return false;
  }
  const choices = [
    { value: true, name: 'keep this connection' },
    { value: false, name: 'connect anew' },
  ];
  return askChoice(io, { message: 'This connection:', missing: 'an answer', choices });
}

function isConnected(ports: TourPorts, system: System): Promise<boolean> {
  return ports.withStored(async ({ vault, settings }) => {
    if (!(await vault.exists())) return false;
    const stored = await vault.read();
    return system === 'autotask'
      ? settings.autotask.username !== null && stored['autotask.secret'] !== undefined
      : settings.quickbooks.realmId !== null && stored['quickbooks.token'] !== undefined;
  });
}

/** What was typed before a refusal is offered again. */
function remembering(world: ConnectWorld, typed: { readonly username?: string; readonly clientId?: string }): ConnectWorld {
  const { autotask, quickbooks } = world.settings;
  return {
    ...world,
    settings: {
      ...world.settings,
      autotask: { ...autotask, username: typed.username ?? autotask.username },
      quickbooks: { ...quickbooks, clientId: typed.clientId ?? quickbooks.clientId },
    },
  };
}

function again(systems: readonly System[]): string {
  const [only, more] = systems;
  return more === undefined && only !== undefined ? `at2qbo connect ${only}` : 'at2qbo connect';
}
