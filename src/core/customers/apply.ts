// Brings customers up to date, one sparse update each; keeps what both sides agree on, so that a later edit is known.
import { canonical } from '../canonical.ts';
import { At2qboError, StaleError } from '../errors.ts';
import type { RunContext } from '../run/context.ts';
import { contentRequestId } from '../run/request-id.ts';
import { planCustomer } from './plan.ts';
import { baselineKey, readCustomers, type ReadCustomers } from './read.ts';
import type { CustomerFacts, CustomerOutcome, CustomerPlan, CustomerWishes } from './types.ts';

export interface CustomerOptions extends Omit<CustomerWishes, 'isUnitedStates'> {
  readonly only: Parameters<typeof readCustomers>[2];
  /** Keeps back what isn't as it was approved; null: nothing is wrong with it. */
  readonly approve?: (plan: CustomerPlan) => string | null;
  readonly onPlan?: (plan: CustomerPlan) => void;
}

/** Every tied customer with its outcome, in the order of companies' names. */
export async function syncCustomers(part: RunContext, options: CustomerOptions): Promise<CustomerOutcome[]> {
  const read = await readCustomers(part, part.settings, options.only);
  const wishes = { ...options, isUnitedStates: read.isUnitedStates };
  const outcomes: CustomerOutcome[] = read.left.map(leftOutcome);
  for (const facts of read.facts) outcomes.push(await syncOne(facts, wishes, options, part));
  return outcomes.sort((a, b) => (a.company < b.company ? -1 : a.company > b.company ? 1 : a.companyId - b.companyId));
}

async function syncOne(facts: CustomerFacts, wishes: CustomerWishes, options: CustomerOptions, part: RunContext): Promise<CustomerOutcome> {
  const plan = planCustomer(facts, wishes);
  options.onPlan?.(plan);
  const has = (state: 'edited' | 'left'): boolean => plan.changes.some((one) => one.state === state);
  const stays = has('edited') ? ('edited' as const) : has('left') ? ('left' as const) : ('same' as const);
  if (part.isDryRun) return outcomeOf(plan, plan.update === null ? stays : 'planned');
  if (plan.update === null) {
    await keep(plan, facts, part);
    return outcomeOf(plan, stays);
  }
  const refused = options.approve?.(plan) ?? null;
  if (refused !== null)
    return outcomeOf(plan, 'left', refused, 'Look at it and approve it anew: at2qbo sync-customers --dry-run --plan <file>');
  if (part.brake.cause) return outcomeOf(plan, 'left', part.brake.cause.message, 'Nothing to do: the next run goes on.');
  try {
    part.assertMine();
    const requestId = contentRequestId(part.digest, 'customer-update', part.profile, plan.update);
    const after = await part.quickbooks.updateCustomer(plan.update, requestId);
    part.events.log(
      'info',
      `customer brought up to date: ${plan.changes
        .filter((one) => one.state === 'update')
        .map((one) => one.field)
        .join(', ')}`,
      {
        company: plan.companyId,
        customer: plan.customerId,
      },
    );
    // Whether QuickBooks kept it shows its own answer: what it didn't keep is no agreement.
    const seen = planCustomer(
      { ...facts, customer: after, isUntouched: false, baseline: plan.baseline },
      { ...wishes, prefersAutotask: false },
    );
    const lost = seen.changes.filter((one) => plan.changes.some((wanted) => wanted.state === 'update' && wanted.field === one.field));
    await keep({ ...plan, baseline: seen.baseline }, facts, part);
    if (lost.length === 0) return outcomeOf(plan, 'updated');
    return outcomeOf(
      plan,
      'failed',
      `QuickBooks kept something else: ${lost.map((one) => `${one.field} "${one.quickbooks}"`).join(', ')}`,
      'Look at the customer in QuickBooks.',
    );
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    if (error.disposition === 'stop') part.brake.stop(error);
    part.events.log('error', error.message, { customer: plan.customerId, code: error.code });
    const fix = error instanceof StaleError ? 'Somebody changed it at the same moment: run it once more.' : error.remedy;
    return outcomeOf(plan, 'failed', error.message, fix);
  }
}

async function keep(plan: CustomerPlan, { baseline, customer }: CustomerFacts, part: RunContext): Promise<void> {
  if (canonical(plan.baseline) !== canonical(baseline)) await part.ledger.remember(baselineKey(customer.id), JSON.stringify(plan.baseline));
}

function outcomeOf(plan: CustomerPlan, outcome: CustomerOutcome['outcome'], why = '', fix = ''): CustomerOutcome {
  const { companyId, company, customerId, customer, changes } = plan;
  return { companyId, company, customerId, customer, outcome, changes, why, fix };
}

function leftOutcome({ companyId, customerId, why }: ReadCustomers['left'][number]): CustomerOutcome {
  const fix = `Which customer it is: at2qbo settings get customers.map`;
  return { companyId, company: `company ${companyId}`, customerId, customer: `Id ${customerId}`, outcome: 'left', changes: [], why, fix };
}
