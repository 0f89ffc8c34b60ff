// The file of an approved plan of customers: saved by --dry-run --plan FILE, carried out by --plan FILE as approved.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { canonical } from '../../core/canonical.ts';
import type { CustomerPlan } from '../../core/customers/types.ts';
import { UsageError } from '../../core/errors.ts';
import type { Digest } from '../../core/ports.ts';
import { checkOutFile, writeOutFile } from '../files/output-file.ts';
import type { Environment } from '../terminal/io.ts';

const FORMAT = 'at2qbo-customers';
const MAKE_ONE = 'make one: at2qbo sync-customers --dry-run --plan <file>';

const schema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  profile: z.string(),
  realmId: z.string(),
  customers: z.array(
    z.strictObject({
      companyId: z.int(),
      company: z.string(),
      customerId: z.string(),
      changes: z.array(z.looseObject({})),
      digest: z.string(),
    }),
  ),
  digest: z.string(),
});
type PlanFile = z.infer<typeof schema>;

/** What a plan stands for: the update with the version of the customer that it was made for. */
export const digestOfPlan = (plan: CustomerPlan, digest: Digest): string => digest(canonical([plan.companyId, plan.update, plan.changes]));

export function checkTarget(path: string, env: Environment): void {
  checkOutFile(path, 'replace', env);
  const text = textOf(path);
  if (text !== null && !text.includes(`"format": "${FORMAT}"`))
    throw new UsageError(
      `${path} is there already and isn't a plan of customers; it was left as it is`,
      'name another file, or remove that one',
    );
}

export function savePlan(
  path: string,
  plans: readonly CustomerPlan[],
  whose: { profile: string; realmId: string },
  digest: Digest,
  env: Environment,
): void {
  const customers = plans
    .filter((one) => one.update !== null)
    .map((one) => ({
      companyId: one.companyId,
      company: one.company,
      customerId: one.customerId,
      changes: [...one.changes],
      digest: digestOfPlan(one, digest),
    }));
  const whole = { format: FORMAT, version: 1, ...whose, customers };
  writeOutFile(path, `${JSON.stringify({ ...whole, digest: digest(canonical(whole)) }, null, 1)}\n`, 'replace', env);
}

/** Digest by company, checked: a UsageError where the plan is missing, changed, or of another profile or company. */
export function readApproved(path: string, whose: { profile: string; realmId: string }, digest: Digest): ReadonlyMap<number, string> {
  const text = textOf(path);
  if (text === null) throw new UsageError(`there is no plan ${path}`, MAKE_ONE);
  let parsed: PlanFile;
  try {
    parsed = schema.parse(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof z.ZodError)
      throw new UsageError(`${path} isn't a plan of customers, or was changed`, MAKE_ONE);
    throw cause;
  }
  const { digest: sealed, ...whole } = parsed;
  if (sealed !== digest(canonical(whole)))
    throw new UsageError(`${path} was changed after it was saved; a plan is carried out only as it was approved`, MAKE_ONE);
  if (whole.profile !== whose.profile || whole.realmId !== whose.realmId)
    throw new UsageError(`${path} is a plan of the profile ${whole.profile} and the QuickBooks company ${whole.realmId}`, MAKE_ONE);
  return new Map(whole.customers.map((one) => [one.companyId, one.digest]));
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new UsageError(`${path} can't be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown cause'})`, MAKE_ONE);
  }
}
