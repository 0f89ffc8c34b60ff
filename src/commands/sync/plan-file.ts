// The file of an approved plan: saved by `sync --dry-run --plan FILE`, carried out by `sync --plan FILE`.
// Versioned JSON, 0600.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isIntact, PLAN_FORMAT, PLAN_VERSION, type ApprovedPlan } from '../../core/approval/approved-plan.ts';
import { UsageError } from '../../core/errors.ts';
import type { Json } from '../../core/approval/planned-document.ts';
import type { Digest } from '../../core/ports.ts';
import type { Environment } from '../terminal/io.ts';
import { checkOutFile, writeOutFile } from '../files/output-file.ts';

const json: z.ZodType<Json> = z.json();

const planSchema = z.strictObject({
  format: z.literal(PLAN_FORMAT),
  version: z.literal(PLAN_VERSION),
  profile: z.string(),
  realmId: z.string(),
  run: z.string(),
  createdAt: z.string(),
  invoices: z.array(
    z.strictObject({
      autotaskId: z.int().positive(),
      autotaskNumber: z.string().nullable(),
      company: z.string(),
      action: z.enum(['create', 'finish']),
      total: z.string(),
      source: json,
      target: json,
      digest: z.string(),
    }),
  ),
  digest: z.string(),
});

const MAKE_ONE = 'make one: at2qbo sync --dry-run --plan <file>';

/** Refuses, before anything is read from outside, a path where no plan may be written: an older plan is replaced, anything else stays. */
export function checkPlanTarget(path: string, env: Environment): void {
  checkOutFile(path, 'replace', env);
  const text = readText(path);
  if (text !== null && !isPlan(text))
    throw new UsageError(
      `${path} is there already and isn't a plan of at2qbo; it was left as it is`,
      'name another file, or remove that one',
    );
}

export function writePlan(path: string, plan: ApprovedPlan, env: Environment): void {
  writeOutFile(path, `${JSON.stringify(plan, null, 1)}\n`, 'replace', env);
}

/** The plan, checked: a UsageError where it is missing, damaged, edited, of another version, profile or QuickBooks company. */
export function readPlan(path: string, whose: { readonly profile: string; readonly realmId: string | null }, digest: Digest): ApprovedPlan {
  const text = readText(path);
  if (text === null) throw new UsageError(`there is no plan ${path}`, MAKE_ONE);
  if (!isPlan(text)) throw new UsageError(`${path} isn't a plan of at2qbo`, MAKE_ONE);
  const version = versionOf(text);
  if (version !== PLAN_VERSION)
    throw new UsageError(`${path} is a plan of version ${String(version)}; this at2qbo carries out version ${PLAN_VERSION}`, MAKE_ONE);
  const parsed = planSchema.safeParse(JSON.parse(text));
  if (!parsed.success || !isIntact(parsed.data, digest))
    throw new UsageError(`${path} was changed after it was saved; a plan is carried out only as it was approved`, MAKE_ONE);
  const plan = parsed.data;
  if (plan.profile !== whose.profile)
    throw new UsageError(
      `${path} is a plan of the profile ${plan.profile}, not of ${whose.profile}`,
      `at2qbo sync --profile ${plan.profile} --plan <file>`,
    );
  if (plan.realmId !== whose.realmId)
    throw new UsageError(
      `${path} is a plan for the QuickBooks company ${plan.realmId}; this profile is connected to ${whose.realmId ?? 'none'}`,
      MAKE_ONE,
    );
  return plan;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown cause';
    if (code === 'ENOENT') return null;
    throw new UsageError(`${path} can't be read (${code})`, 'check the path and its permissions');
  }
}

function parsedObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    // Not JSON: then it is no plan, and that is all that is asked here.
    return null;
  }
}

function isPlan(text: string): boolean {
  return parsedObject(text)?.['format'] === PLAN_FORMAT;
}

function versionOf(text: string): unknown {
  return parsedObject(text)?.['version'];
}
