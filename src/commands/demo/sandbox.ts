// `at2qbo sandbox`: serves the built-in pair until it is stopped, and says how to point a profile at it.
import { UsageError } from '../../core/errors.ts';
import { readFacts, type Facts } from '../../sandbox/facts.ts';
import { parseFault, type FaultRule } from '../../sandbox/faults.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server.ts';
import { companyName } from './demo.ts';
import { readInFile } from '../files/input-file.ts';
import { EXIT } from '../program/exit.ts';
import { paint } from '../terminal/paint.ts';
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
export async function run({ io, globals, options }: Invocation): Promise<number> {
  const flags: SandboxFlags = options;
  const faults = (flags.fault ?? []).map(faultOf);
  const facts = flags.facts === undefined ? {} : factsIn(flags.facts);
  const watch = watchSignals();
  const sandbox = await startOrSay(flags, facts);
  try {
    for (const fault of faults) {
      sandbox.autotask.faults.add(fault);
      sandbox.quickbooks.faults.add(fault);
    }
    const settings = sandbox.settingsFor();
    const environment = sandbox.secretsFor();
    if (globals.json) io.json({ ...addresses(sandbox), settings, environment });
    else for (const line of manual(sandbox, settings, environment)) io.out(line);
    await watch.came;
    if (!globals.quiet) io.err('Stopped.');
    return EXIT.done;
  } finally {
    watch.end();
    await sandbox.stop();
  }
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

/** What to type in another terminal, ready to be copied. */
function manual(sandbox: Sandbox, settings: Record<string, string>, environment: Record<string, string>): string[] {
  const {
    'autotask.username': username = '',
    'quickbooks.clientId': clientId = '',
    'quickbooks.realmId': realmId = '',
    ...rest
  } = settings;
  const { AT2QBO_SECRETS: place = '', AT2QBO_SECRETS_KEY: key = '', ...secrets } = environment;
  return [
    `Autotask    ${sandbox.autotask.root}`,
    `QuickBooks  ${sandbox.quickbooks.url}  (${companyName(sandbox)})`,
    `${sandbox.month.expectations.invoices.length} invoices. The credentials below are the sandbox’s own and good for nothing else.`,
    '',
    paint.bold('In another terminal, for a profile in a folder of its own:'),
    '',
    'export AT2QBO_HOME="$(mktemp -d)"',
    `export AT2QBO_SECRETS=${place} AT2QBO_SECRETS_KEY=${key}`,
    "at2qbo settings import - <<'END'",
    ...JSON.stringify(rest, null, 2).split('\n'),
    'END',
    ...Object.entries(secrets).map(([name, value]) => `export ${name}=${quoted(value)}`),
    `at2qbo connect autotask --autotask-username ${quoted(username)}`,
    `at2qbo connect quickbooks --client-id ${quoted(clientId)} --realm-id ${quoted(realmId)}`,
    'at2qbo sync --dry-run',
    '',
    'Ctrl-C stops the sandbox and forgets everything in it.',
  ];
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[\w@.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
