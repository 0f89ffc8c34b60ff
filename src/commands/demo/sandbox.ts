// `at2qbo sandbox`: serves the built-in pair until it is stopped, connected to a profile or with how to connect one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { readFacts, type Facts } from '../../sandbox/facts.ts';
import { parseFault, type FaultRule } from '../../sandbox/faults.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server.ts';
import { companyName } from './demo.ts';
import { openDoor } from './control.ts';
import { manual, trialLines } from './render-sandbox.ts';
import { connectTrial, freeProfile } from './trial.ts';
import { checkProfileName } from '../../config/paths.ts';
import { ownCommand } from '../version/own-command.ts';
import { readInFile } from '../files/input-file.ts';
import { EXIT } from '../program/exit.ts';
import { print } from '../terminal/print.ts';
import { watchSignals } from '../terminal/signals.ts';
import type { Invocation } from '../program/spec.ts';

interface SandboxFlags {
  readonly port?: number;
  readonly invoices?: number;
  readonly taxWorld?: 'automated' | 'manual' | 'global';
  readonly numbered?: boolean;
  readonly fault?: readonly string[];
  readonly facts?: string;
}

/** Ends with Ctrl-C: that is how it is meant to end, so the code is 0. */
export async function run(invocation: Invocation): Promise<number> {
  const { io, globals, options } = invocation;
  const flags: SandboxFlags = options;
  const faults = (flags.fault ?? []).map(faultOf);
  const facts = flags.facts === undefined ? {} : factsIn(flags.facts);
  const trial = globals.profile === undefined ? null : freeProfile(checkProfileName(globals.profile, '--profile'), io.env);
  const watch = watchSignals();
  const sandbox = await startOrSay(flags, facts);
  const directory = trial?.directory ?? (globals.json ? null : mkdtempSync(join(tmpdir(), 'at2qbo-sandbox-')));
  const closeDoor = directory === null ? null : await openDoor(sandbox, directory);
  try {
    if (trial !== null) await connectTrial(invocation, sandbox, trial);
    for (const fault of faults) {
      sandbox.autotask.faults.add(fault);
      sandbox.quickbooks.faults.add(fault);
    }
    const [settings, environment] = [sandbox.settingsFor(), sandbox.secretsFor()];
    const program = ownCommand(io.env);
    if (globals.json) io.json({ ...addresses(sandbox), settings, environment, ...(trial === null ? {} : { profile: trial.profile }) });
    else {
      const head = [
        ...headLines(sandbox),
        ...(trial === null ? [] : [`Profile ${trial.profile} is connected to both. Your own profiles are left alone.`]),
      ];
      const lines =
        trial === null
          ? manual({ settings, environment, home: directory ?? '', program, file: settingsFile(directory, settings) })
          : trialLines(trial.profile, program, exampleOf(sandbox));
      // A command stays in one piece, however narrow the terminal: it is there to be copied.
      for (const line of [...head, '', ...lines])
        if (line.startsWith(program) || /^(?:export |\$env:)/.test(line)) io.out(line);
        else print(io, [line]);
    }
    await watch.came;
    if (!globals.quiet) io.err(trial === null ? 'Stopped.' : `Stopped. Profile ${trial.profile} is gone with it.`);
    return EXIT.done;
  } finally {
    watch.end();
    await closeDoor?.();
    await sandbox.stop();
    if (directory !== null) rmSync(directory, { recursive: true, force: true });
  }
}

/** An invoice that a run sends. */
function exampleOf({ autotask, month }: Sandbox): number {
  const good = month.expectations.invoices.find((one) => one.isSendable && !one.total.startsWith('-') && one.total !== '0.00');
  return good?.id ?? [...autotask.tables.Invoices.keys()][0] ?? 0;
}

function settingsFile(directory: string | null, settings: Record<string, string>): string {
  if (directory === null) return '';
  const path = join(directory, 'settings.json');
  const { 'autotask.username': _username, 'quickbooks.clientId': _client, 'quickbooks.realmId': _realm, ...rest } = settings;
  writeFileSync(path, JSON.stringify(rest, null, 2), { mode: 0o600 });
  return path;
}

async function startOrSay(flags: SandboxFlags, facts: Partial<Facts>): Promise<Sandbox> {
  const options: SandboxOptions = {
    facts,
    ...(flags.port === undefined ? {} : { ports: { autotask: flags.port, quickbooks: flags.port + 1 } }),
    ...(flags.invoices === undefined ? {} : { invoices: flags.invoices }),
    ...(flags.taxWorld === undefined ? {} : { taxWorld: flags.taxWorld }),
    numbering: flags.numbered === true ? 'numbered' : 'blank',
  };
  try {
    return await startSandbox(options);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause;
    throw new UsageError(
      `port ${flags.port ?? 0} or the one after it ${code === 'EACCES' ? 'needs more rights than you have' : 'is in use'}`,
      'at2qbo sandbox --port with another number, or without: any free ones',
    );
  }
}

function factsIn(path: string): Partial<Facts> {
  const text = readInFile(path);
  try {
    return readFacts(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof TypeError ? cause.message : 'it holds no JSON';
    throw new UsageError(`--facts ${path}: ${why}`, 'at2qbo sandbox --help');
  }
}

function faultOf(text: string): FaultRule {
  try {
    return parseFault(text);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new UsageError(`--fault: ${cause.message}`, 'at2qbo sandbox --help');
  }
}

function addresses(pair: Sandbox): Record<string, unknown> {
  const { autotask, quickbooks, month } = pair;
  return {
    autotask: { root: autotask.root, ...autotask.credentials },
    quickbooks: { root: quickbooks.url, company: companyName(pair), realmId: quickbooks.realmId, clientId: quickbooks.clientId },
    invoices: month.expectations.invoices.length,
  };
}

function headLines(sandbox: Sandbox): string[] {
  return [
    `Autotask    ${sandbox.autotask.root}`,
    `QuickBooks  ${sandbox.quickbooks.url}  (${companyName(sandbox)})`,
    `${sandbox.month.expectations.invoices.length} invoices. Its credentials are its own and good for nothing else.`,
  ];
}
