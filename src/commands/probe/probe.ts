// `at2qbo probe`: asks a sandbox company what no paper settles, beside the built-in sandbox.
// What it made is taken away at the end.
import { randomInt } from 'node:crypto';
import { instantAt } from '../../core/dates.ts';
import { UsageError, type At2qboError } from '../../core/errors.ts';
import { openJournal, OpenJournal } from '../../core/probe/apply.ts';
import { foundKey } from '../../core/probe/journal.ts';
import { totalsOf } from '../../core/probe/plan.ts';
import { keptOf, reportOf } from '../../core/probe/report.ts';
import type { Finding, LeftBehind, ProbedCompany, ProbedService } from '../../core/probe/types.ts';
import { withContext, type Context } from '../context/context.ts';
import { checkOutFile, writeOutFile } from '../files/output-file.ts';
import { EXIT, exitCodeOf, worst } from '../program/exit.ts';
import type { Invocation } from '../program/spec.ts';
import { print } from '../terminal/print.ts';
import { readVersion } from '../version/number.ts';
import { probeAutotask, requireInvoice } from './autotask.ts';
import { cleanUp, refuseOtherRealm } from './clean.ts';
import { lookAt } from './expected.ts';
import { probeQuickBooks, type Probed } from './quickbooks.ts';
import { renderCleaned, renderProbe, type ProbeView } from './render.ts';
import { probePage } from './render-page.ts';
import { confirmCompany, refuseUnsafe, requireName } from './safety.ts';
import { SWITCHES } from './sandbox.ts';
import { watchForStop, type Stopping } from './stopping.ts';

interface ProbeFlags {
  readonly company?: string;
  readonly invoice?: number;
  readonly report?: string;
  readonly html?: string;
  readonly clean?: boolean;
}

/** 0: all as expected; 3: something is otherwise; 1: something is left, or nothing could be asked; 2: refused before anything was made. */
export async function run(invocation: Invocation): Promise<number> {
  const { io, globals, args } = invocation;
  const flags: ProbeFlags = invocation.options;
  const services = servicesOf(args[0], flags);
  for (const file of [flags.report, flags.html]) if (file !== undefined) checkOutFile(file, 'replace', io.env);
  return withContext(invocation, async (context) => {
    if (services.includes('quickbooks')) refuseUnsafe(context);
    if (flags.clean === true) return clean(invocation, context, services);
    if (services.includes('quickbooks')) requireName(io, flags.company);
    const stopping = watchForStop(context, io);
    try {
      const view = await probe(invocation, context, services, stopping);
      const codes = [...codesOf(view), ...(view.trouble === null ? [] : [exitCodeOf(view.trouble)])];
      const stop = stopping.cause();
      const exitCode = stop === null ? worst(codes) : exitCodeOf(stop);
      if (flags.report !== undefined)
        writeOutFile(flags.report, `${JSON.stringify(reportOf({ ...view, switches: SWITCHES }), null, 2)}\n`, 'replace', io.env);
      if (flags.html !== undefined) writeOutFile(flags.html, probePage(view), 'replace', io.env);
      if (globals.json) io.json(jsonOf(view, exitCode, context));
      else print(io, renderProbe(view, { width: io.width, isBrief: globals.quiet, files: [flags.report, flags.html] }));
      if (view.trouble !== null && !globals.json)
        io.err(`${view.trouble.message}${view.trouble.remedy === '' ? '' : `\n  ${view.trouble.remedy}`}`);
      return exitCode;
    } finally {
      stopping.end();
    }
  });
}

function servicesOf(named: string | undefined, { company, invoice, clean: isClean }: ProbeFlags): readonly ProbedService[] {
  const service = named === 'quickbooks' || named === 'autotask' ? named : null;
  if (service === 'autotask' && company !== undefined)
    throw new UsageError('--company names a QuickBooks company, and Autotask alone is to be asked', 'leave out --company');
  if (service === 'quickbooks' && invoice !== undefined)
    throw new UsageError('--invoice names an Autotask invoice, and QuickBooks alone is to be asked', 'at2qbo probe autotask --invoice ID');
  if (isClean === true && invoice !== undefined)
    throw new UsageError('--clean puts back what the last probe changed: it takes no --invoice', 'at2qbo probe --clean');
  return service === null ? ['quickbooks', 'autotask'] : [service];
}

async function probe(
  { io, options }: Invocation,
  context: Context,
  services: readonly ProbedService[],
  stopping: Stopping,
): Promise<ProbeView> {
  const flags: ProbeFlags = options;
  const { realmId } = context.settings.quickbooks;
  // Whatever is missing is said before anything is made.
  const quickbooks = services.includes('quickbooks') ? await context.quickbooks() : null;
  const autotask = services.includes('autotask') ? await (await context.services()).autotaskProbe() : null;
  if (quickbooks !== null) await confirmCompany(io, await quickbooks.company(), flags.company);
  if (autotask !== null) await requireInvoice(autotask, flags.invoice ?? null);
  await context.lock('probe');
  const ledger = context.ledger('run');
  const before = await openJournal(ledger);
  refuseOtherRealm(quickbooks === null ? null : before, realmId);
  const left: LeftBehind[] = [];
  if (before !== null) left.push(...(await cleanUp(context, io, services, undefined)).left);
  // What is left for the service that isn't asked now stays written down.
  const open = await openJournal(ledger);
  const journal = new OpenJournal(ledger, {
    ...(open === null || open.made.length === 0 ? { run: runName(), realmId: realmId ?? '' } : open),
    startedAt: instantAt(context.clock.now()),
    made: open?.made ?? [],
    changed: open?.changed ?? null,
  });
  const findings: Finding[] = [];
  let trouble: At2qboError | null = null;
  let company: ProbedCompany | null = null;
  const add = (service: ProbedService, probed: Probed): Promise<void> => {
    findings.push(...probed.findings);
    left.push(...probed.left);
    trouble ??= probed.trouble;
    return keep(context, service, probed.findings);
  };
  if (quickbooks !== null && realmId !== null && left.length === 0) {
    const port = await (await context.services()).quickbooksProbe();
    company = await lookAt(port, realmId);
    await add('quickbooks', await probeQuickBooks(context, port, company, journal, stopping));
  }
  if (autotask !== null && trouble === null && stopping.cause() === null && left.length === 0)
    await add('autotask', await probeAutotask(context, autotask, flags.invoice ?? null, journal, stopping));
  return {
    profile: context.profile,
    company,
    findings,
    totals: totalsOf(findings),
    left,
    trouble,
    isToBeCleaned: (await openJournal(ledger)) !== null,
    day: instantAt(context.clock.now()).slice(0, 10),
    version: readVersion(),
  };
}

/** Letters and digits that can't be taken for one another. */
function runName(): string {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789';
  return Array.from({ length: 5 }, () => signs[randomInt(signs.length)] ?? 'a').join('');
}

/** For `doctor`. */
async function keep(context: Context, service: ProbedService, findings: readonly Finding[]): Promise<void> {
  if (findings.every((one) => one.here === null)) return;
  const { quickbooks, autotask } = context.settings;
  const of = (service === 'quickbooks' ? quickbooks.realmId : autotask.username) ?? '';
  const kept = keptOf(service, findings, { at: instantAt(context.clock.now()), version: readVersion(), of });
  await context.ledger('run').remember(foundKey(service), JSON.stringify(kept));
}

function codesOf({ totals, left, isToBeCleaned }: ProbeView): number[] {
  const isSilent = totals.asExpected + totals.otherwise === 0;
  return [
    EXIT.done,
    ...(left.length > 0 || isToBeCleaned || isSilent ? [EXIT.needsPerson] : []),
    ...(totals.otherwise > 0 ? [EXIT.differences] : []),
  ];
}

function jsonOf(view: ProbeView, exitCode: number, context: Context): Record<string, unknown> {
  const { profile, company, findings, totals, left, isToBeCleaned, trouble } = view;
  return {
    profile,
    exitCode,
    company: company && { name: company.name, country: company.country, tax: company.tax },
    questions: findings,
    totals,
    left,
    isToBeCleaned,
    ...(trouble === null ? {} : { error: { kind: trouble.kind, message: trouble.message, fix: trouble.remedy, code: trouble.code } }),
    calls: context.counts,
  };
}

async function clean({ io, globals, options }: Invocation, context: Context, services: readonly ProbedService[]): Promise<number> {
  const flags: ProbeFlags = options;
  await context.lock('probe');
  const cleaned = await cleanUp(context, io, services, flags.company);
  const exitCode = cleaned.left.length > 0 ? EXIT.needsPerson : EXIT.done;
  if (globals.json) io.json({ profile: context.profile, exitCode, ...cleaned });
  else if (!globals.quiet || cleaned.left.length > 0) print(io, renderCleaned(cleaned));
  return exitCode;
}
