// What the API says of its entities: operations, fields, and picklists whose values are text here and numbers in rows.
import type { Facts } from '../../facts.ts';
import type { Entity, Field } from './fields.ts';
import { WITH_USER_DEFINED, type Tables } from '../rows.ts';

/** One choice of a picklist. */
export interface Choice {
  readonly value: number;
  readonly label: string;
  readonly isActive?: boolean;
}

// The numbers are this tenant's own, as they are in each; only 1 = Labor is the same everywhere.
const CHOICES: Readonly<Record<string, readonly Choice[]>> = {
  'BillingItems.billingItemType': choices(
    'Labor, Project Charge, Ticket Charge, Expense, Subscription, Setup Fee, Recurring Services, Recurring Services Adjustment, ' +
      'Recurring Service Bundle, Recurring Service Bundle Adjustment, Milestone, Contract Block, Contract Retainer, Contract Charge, Contract Ticket',
  ),
  'BillingItems.subType': choices(
    'Labor, Milestone Labor, Project Charge Deductions, Project Charge, Ticket Charge Deductions, Ticket Charge, Expense, Expense Deductions, ' +
      'Subscription, Subscription Charge, Setup Fee, Recurring Services, Recurring Services Adjustment, Recurring Service Bundle, ' +
      'Recurring Service Bundle Adjustment, Milestones, Block Purchase, Retainer Purchase',
  ),
  'BillingCodes.billingCodeType': choices('Normal, System, Non-Billable'),
  'BillingCodes.useType': choices(
    'General Allocation Code, Expense Code, Internal Allocation Code, Material Charge Code, Recurring Contract Service Code, Milestone Code, Product Code',
  ),
  'BillingCodes.generalLedgerAccount': choices('4000 Service revenue, 4100 Product revenue, 4200 Recurring revenue'),
  'Companies.billToAddressToUse': choices('NONE, ACCOUNT, ACCOUNTBILLING, PARENT, PARENTBILLING'),
  'Companies.companyType': [
    { value: 3, label: 'Customer' },
    { value: 1, label: 'Lead' },
    { value: 4, label: 'Prospect' },
    { value: 8, label: 'Vendor' },
  ],
  'Companies.invoiceMethod': choices('None, Print, Email, Print & Email'),
  'Companies.classification': choices('Gold, Silver'),
  'Tickets.queueID': [
    { value: 8, label: 'Billing' },
    { value: 5, label: 'Client Portal' },
  ],
  'Tickets.priority': choices('High, Medium, Low, Critical'),
  'Tickets.status': [
    { value: 1, label: 'New' },
    { value: 5, label: 'Complete' },
    { value: 8, label: 'In Progress' },
  ],
  'CompanyNotes.actionType': choices('General, Phone Call'),
  'TicketNotes.noteType': choices('Task Summary, Task Detail, Task Notes'),
  'TicketNotes.publish': choices('All Autotask Users, Internal Project Team'),
  'Invoices.taxGroup': choices('Local'),
  'Contracts.contractType': choices('Time and Materials, Fixed Price, Block Hours, Retainer, Incident, Recurring Service'),
  'Contracts.status': choices('Active, Inactive'),
};

const STATUSES: Readonly<Record<Facts['invoice-status'], readonly Choice[]>> = {
  'ready-or-pending-tax': choices('Ready, Pending tax calculation'),
  'posted-or-waiting': [
    { value: 1, label: 'Posted' },
    { value: 7, label: 'Waiting' },
  ],
  none: [],
};

function choices(labels: string): Choice[] {
  return labels.split(', ').map((label, index) => ({ value: index + 1, label }));
}

/** The number that this tenant has for a label: `choiceOf('BillingItems.subType', 'Labor')`. */
export function choiceOf(field: string, label: string): number {
  const choice = CHOICES[field]?.find((each) => each.label === label);
  if (!choice) throw new RangeError(`${field} has no choice ${label}`);
  return choice.value;
}

/** The choices of a field; the payment terms of invoices are those of the table, the inactive ones too. */
export function picklist(entity: Entity, field: Field, tables: Tables, facts: Facts): readonly Choice[] {
  if (entity.path === 'Invoices' && field.name === 'invoiceStatus') return STATUSES[facts['invoice-status']];
  if (entity.path === 'Invoices' && field.name === 'paymentTerm') {
    return [...tables.PaymentTerms.values()].map((term) => ({
      value: Number(term['id']),
      label: String(term['name']),
      isActive: term['isActive'] !== false,
    }));
  }
  return CHOICES[`${entity.path}.${field.name}`] ?? [];
}

/** `entityInformation`. The sandbox's API user may change invoices and billing items, nothing else. */
export function informationJson(entity: Entity, canWrite: boolean): string {
  return JSON.stringify({
    info: {
      name: entity.name,
      canCreate: entity.canCreate,
      canDelete: entity.canDelete,
      canQuery: true,
      canUpdate: entity.canUpdate,
      userAccessForCreate: 'None',
      userAccessForDelete: 'None',
      userAccessForQuery: 'All',
      userAccessForUpdate: canWrite ? 'All' : 'None',
      hasUserDefinedFields: WITH_USER_DEFINED.has(entity.path),
      supportsWebhookCallouts: entity.path === 'Companies' || entity.path === 'Contacts',
    },
  });
}

/** `entityInformation/fields`. */
export function fieldsJson(entity: Entity, tables: Tables, facts: Facts): string {
  const fields = [...entity.fields.values()].map((field) => ({
    name: field.name,
    dataType: field.type === 'int' ? 'integer' : field.type,
    length: field.length,
    isRequired: field.isRequired,
    isReadOnly: !field.isWritable,
    isQueryable: field.isQueryable,
    isReference: field.reference !== '',
    referenceEntityType: field.reference,
    isPickList: field.isPickList,
    picklistValues: field.isPickList ? picklist(entity, field, tables, facts).map(choiceJson) : null,
    picklistParentValueField: '',
    isSupportedWebhookField: false,
  }));
  return JSON.stringify({ fields });
}

function choiceJson({ value, label, isActive }: Choice, index: number): object {
  return {
    value: String(value),
    label,
    isDefaultValue: false,
    sortOrder: index + 1,
    parentValue: '',
    isActive: isActive ?? true,
    isSystem: false,
  };
}
