// One customer field by field: what Autotask has, what QuickBooks has, what both had last. No edit is undone unasked.
import type { Address, CustomerUpdate } from '../model.ts';
import { isZero, text } from '../money.ts';
import { customerName } from '../matching/customer.ts';
import { exemptionReason } from '../rules/tax/exemption.ts';
import { cleanLine, LIMITS } from '../text.ts';
import type { Baseline, CustomerFacts, CustomerField, CustomerPlan, CustomerWishes, FieldChange } from './types.ts';

interface Side {
  readonly field: CustomerField;
  /** '' : Autotask has none, and nothing is erased for it. */
  readonly autotask: string;
  readonly quickbooks: string;
  readonly part: Partial<CustomerUpdate>;
  /** Why it is never written; '' or left out: it may be. */
  readonly obstacle?: string;
}

export function planCustomer(facts: CustomerFacts, wishes: CustomerWishes): CustomerPlan {
  const { company, customer, baseline } = facts;
  const changes: FieldChange[] = [];
  const agreed: Partial<Record<CustomerField, string>> = { ...baseline };
  let update: CustomerUpdate = { id: customer.id, syncToken: customer.syncToken };
  for (const side of sidesOf(facts, wishes)) {
    const { field, autotask, quickbooks, part, obstacle = '' } = side;
    if (autotask === '') continue;
    if (isSame(autotask, quickbooks)) {
      agreed[field] = quickbooks;
      continue;
    }
    const change = { field, autotask, quickbooks };
    if (obstacle !== '') changes.push({ ...change, state: 'left', why: obstacle });
    else if (mayWrite(quickbooks, baseline[field], facts.isUntouched) || wishes.prefersAutotask) {
      changes.push({ ...change, state: 'update', why: '' });
      update = { ...update, ...part };
      agreed[field] = autotask;
    } else changes.push({ ...change, state: 'edited', why: whyEdited(quickbooks, baseline[field]) });
  }
  return {
    companyId: company.id,
    company: company.name,
    customerId: customer.id,
    customer: customer.fullName,
    changes,
    update: changes.some((one) => one.state === 'update') ? update : null,
    baseline: agreed,
  };
}

/** QuickBooks has what was agreed last, or nothing that anybody put there. */
function mayWrite(quickbooks: string, last: string | undefined, isUntouched: boolean): boolean {
  return last === undefined ? quickbooks === '' || isUntouched : isSame(quickbooks, last);
}

function whyEdited(quickbooks: string, last: string | undefined): string {
  if (last === undefined) return 'never agreed on before; it may have been entered in QuickBooks';
  return quickbooks === '' ? `erased in QuickBooks, was ${last}` : `edited in QuickBooks, was ${last}`;
}

function isSame(a: string, b: string): boolean {
  const key = (value: string): string =>
    value
      .toLowerCase()
      .replaceAll(/[\s,]+/g, ' ')
      .trim();
  return key(a) === key(b);
}

function sidesOf(facts: CustomerFacts, wishes: CustomerWishes): Side[] {
  const { company, customer, term, parent } = facts;
  const billTo = company.billTo ?? company.address;
  const attention = cleanLine(company.billToAttention, LIMITS.companyName).text;
  const phone = cleanLine(company.phone, LIMITS.phone).text;
  const name = customerName(company);
  const taxNumber = cleanLine(company.taxId, 20).text;
  return [
    ...(wishes.renames ? [{ field: 'name' as const, autotask: name, quickbooks: customer.displayName, part: { displayName: name } }] : []),
    {
      field: 'bill-to',
      autotask: addressText(billTo, attention),
      quickbooks: addressText(customer.billTo),
      part: billTo === null ? {} : { billTo: { attention, address: billTo } },
    },
    {
      field: 'ship-to',
      autotask: addressText(company.address),
      quickbooks: addressText(customer.shipTo),
      part: company.address === null ? {} : { shipTo: company.address },
    },
    { field: 'phone', autotask: phone, quickbooks: customer.phone, part: { phone } },
    { field: 'email', autotask: facts.email, quickbooks: customer.email, part: { email: facts.email } },
    {
      field: 'terms',
      autotask: term?.name ?? '',
      quickbooks: customer.termId === null ? '' : (facts.termNames.get(customer.termId) ?? `Id ${customer.termId}`),
      part: term === null ? {} : { termId: term.id },
    },
    ...exemption(facts, wishes),
    ...(wishes.isUnitedStates ? [] : [taxNumberSide(taxNumber, customer.taxNumber)]),
    ...(wishes.nests && parent !== null
      ? [
          {
            field: 'parent' as const,
            autotask: parent.fullName,
            quickbooks: customer.parentId === parent.id ? parent.fullName : '',
            part: { parentId: parent.id },
          },
        ]
      : []),
    {
      field: 'active',
      autotask: company.isActive ? 'active' : 'inactive',
      quickbooks: customer.isActive ? 'active' : 'inactive',
      part: { isActive: company.isActive },
      obstacle: !company.isActive && !isZero(customer.balance) ? `it has a balance of ${text(customer.balance)}` : '',
    },
  ];
}

/** Outside the US there is no such flag. The reason that a person chose stays: Autotask knows none. */
function exemption({ company, customer }: CustomerFacts, { isUnitedStates }: CustomerWishes): Side[] {
  if (!isUnitedStates) return [];
  const isTaxable = !company.isTaxExempt;
  const words = (taxable: boolean): string => (taxable ? 'taxable' : 'exempt');
  const part = { exemption: { isTaxable, reasonId: exemptionReason(isTaxable) } };
  return [{ field: 'exemption', autotask: words(isTaxable), quickbooks: words(customer.isTaxable), part }];
}

/** QuickBooks shows the last digits only, after signs that mask the others. */
function taxNumberSide(wanted: string, shown: string): Side {
  const tail = /^[X*•]+(?<last>\w{3,})$/u.exec(shown)?.groups?.['last'];
  const isMasked = tail !== undefined && wanted.endsWith(tail);
  return { field: 'tax-number', autotask: wanted, quickbooks: isMasked ? wanted : shown, part: { taxNumber: wanted } };
}

/** Without the country: the two systems write the same one in many ways. '' for none. */
export function addressText(address: Address | null, attention = ''): string {
  if (address === null) return '';
  const parts = [attention, ...address.lines, address.city, address.state, address.postalCode];
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(', ');
}

/** The baselines as the ledger keeps them; null: nothing is known. */
export function readBaseline(kept: string | null): Baseline {
  return kept === null ? {} : (JSON.parse(kept) as Baseline);
}
