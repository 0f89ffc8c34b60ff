// QuickBooks' refusals: code, texts and status as they travel.
// Texts are localised in reality: only the codes are to be relied on.

/** A call refused: an application-level Fault (HTTP 400 unless said otherwise). */
export class Rejection extends Error {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly element: string | null;
  readonly status: number;
  readonly type: string;
  constructor(code: string, title: string, detail: string, options: { element?: string | null; status?: number; type?: string } = {}) {
    super(`${code} ${detail}`);
    this.name = 'Rejection';
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.element = options.element === undefined ? '' : options.element;
    this.status = options.status ?? 400;
    this.type = options.type ?? 'ValidationFault';
  }
}

const INACTIVE =
  "Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.";

/** Each refusal by what is wrong. `null` element: the key is missing from the answer, as recorded for some codes. */
export const refuse = {
  unsupported: (what: string) => new Rejection('500', 'Unsupported Operation', `Operation ${what} is not supported.`, { element: null }),
  notFound: (what: string) => new Rejection('610', 'Object Not Found', `Object Not Found : ${what}`),
  deleted: () => new Rejection('610', 'Object Not Found', 'Object Not Found : Another user has deleted this transaction.'),
  inactive: (code: '610' | '2500' = '610') =>
    code === '610'
      ? new Rejection('610', 'Object Not Found', `Object Not Found : ${INACTIVE}`)
      : new Rejection('2500', 'Invalid Reference Id', `Invalid Reference Id : ${INACTIVE}`),
  inactiveRef: () => new Rejection('2500', 'Invalid Reference Id', `Invalid Reference Id : ${INACTIVE}`),
  reference: (what: string) => new Rejection('2500', 'Invalid Reference Id', `Invalid Reference Id : ${what}`),
  notLinkable: (id: string) => new Rejection('620', 'Invalid linked transaction', `The Txn ID ${id} can't be linked.`),
  hasDependents: () =>
    new Rejection(
      '800',
      'Cannot delete object',
      'The object can not be deleted: it is linked to other transactions. Unlink or delete those first.',
    ),
  objectName: (name: string) =>
    new Rejection('2000', 'Invalid or unsupported object name', `Object Name : ${name} specified is unsupported or invalid`),
  property: (name: string, type: string, known: number) =>
    new Rejection(
      '2010',
      'Request has invalid or unsupported property',
      `Property Name:Unrecognized field "${name}" (class com.intuit.schema.finance.v3.${type}), not marked as ignorable (${known} known properties)\n specified is unsupported or invalid`,
      { element: null },
    ),
  malformed: (what: string) =>
    new Rejection('2010', 'Request has invalid or unsupported property', `Property Name:${what}\n specified is unsupported or invalid`, {
      element: null,
    }),
  missing: (name: string) =>
    new Rejection('2020', 'Required Param Missing', `Required parameter ${name} is missing in the request.`, { element: name }),
  id: (value: string) => new Rejection('2030', 'Invalid ID', `Id should be a valid number. Supplied value:${value}`, { element: 'Id' }),
  characters: (element: string, value: string) =>
    new Rejection('2040', 'Invalid String', `String value contains invalid characters. Element contains invalid characters: ${value}`, {
      element,
    }),
  length: (element: string, max: number, supplied: number) =>
    new Rejection(
      '2050',
      'Invalid String Length',
      `String length specified does not match the supported length. Min:0 Max:${max} supportedLength. Supplied length:${supplied}`,
      { element },
    ),
  date: (element: string, value: string) =>
    new Rejection('2060', 'Invalid Date Format', `Date format is invalid. Supplied value:${value}`, { element }),
  noDate: (element: string, value: string) =>
    new Rejection('2070', 'Invalid Date', `The date value must be a valid value. Supplied value:${value}`, { element }),
  number: (element: string, value: string) =>
    new Rejection('2080', 'Invalid Number Format', `Number format is invalid. Supplied value:${value}`, { element }),
  decimal: (element: string, value: string) =>
    new Rejection('2110', 'Invalid Decimal', `Decimal value is not supported. Supplied value:${value}`, { element }),
  kind: (element: string) => new Rejection('2120', 'Invalid Type', `The type of ${element} is not supported.`, { element }),
  requestId: (length: number) =>
    new Rejection('2130', 'Invalid Request Id Format', `Request Id must not exceed 50 characters. Supplied length:${length}`),
  enumeration: (element: string, value: string) =>
    new Rejection('2170', 'Invalid Enumeration', `Invalid Enumeration : ${value}`, { element }),
  dateRange: (what: string) => new Rejection('2190', 'Invalid Date Range', what),
  email: (value: string) =>
    new Rejection(
      '2210',
      'Invalid Email Address format',
      `Email Address does not conform to the syntax rules of RFC 822. Supplied value:${value}`,
    ),
  queryParse: (what: string) => new Rejection('4000', 'Error parsing query', `QueryParserError: ${what}`, { element: null }),
  query: (what: string) => new Rejection('4001', 'Invalid query', `QueryValidationError: ${what}`, { element: null }),
  badPage: (code: '4002' | '10000') =>
    code === '4002'
      ? new Rejection('4002', 'Query execution failed', 'QueryExecutionError: the result can not be written', { element: null })
      : new Rejection('10000', 'An application error has occurred while processing your request', 'System Failure Error', {
          status: 500,
          type: 'SystemFault',
        }),
  present: (element: string) =>
    new Rejection('3000', 'Custom field disabled', `The custom field ${element} is not associated with this transaction.`),
  stale: () =>
    new Rejection(
      '5010',
      'Stale Object Error',
      'Stale Object Error : You and Pat Keeper were working on this at the same time. Pat Keeper finished before you did, so your work was not saved.',
    ),
  business: (what: string) =>
    new Rejection('6000', 'A business validation error has occurred while processing your request', `Business Validation Error: ${what}`),
  upload: (what: string) => new Rejection('6041', 'Invalid Uploaded File', what),
  amount: (supplied: string) =>
    new Rejection(
      '6070',
      'Amount calculation incorrect in the request',
      `Amount is not equal to UnitPrice * Qty. Supplied value: ${supplied}`,
    ),
  nameless: () =>
    new Rejection('6080', 'No name provided', 'At least one of Title, GivenName, MiddleName, FamilyName, DisplayName, Suffix is required.'),
  discount: () => new Rejection('6090', 'Discount Line missing required info', 'A discount amount or percent is required.'),
  usTaxCode: (value: string) =>
    new Rejection('6100', 'Invalid Line TaxCode in the request', `Line TaxCode for US should be TAX or NON. Supplied value:${value}`),
  duplicateNumber: (number: string, type: string, id: string) =>
    new Rejection(
      '6140',
      'Duplicate Document Number Error',
      `Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=${number} is assigned to TxnType=${type} with TxnId=${id}`,
    ),
  customSalesTax: () => new Rejection('6160', 'Invalid TaxCodeRef', "CustomSalesTax can't be used to create a transaction."),
  taxNotApplicable: () =>
    new Rejection('6170', 'Invalid TxnTaxDetail', 'TxnTaxDetail is not allowed when GlobalTaxCalculation is set to NotApplicable.'),
  tooDeep: () => new Rejection('6180', 'Sub Level Limit', 'You can nest up to 5 levels.'),
  closedBooks: (code: '6200' | '6210' = '6210') =>
    new Rejection(
      code,
      'Account Period Closed',
      'The account period has closed and the account books cannot be updated through the QBO Services API. Please use the QBO website to make these changes.',
    ),
  duplicateName: (detail: string, element: string | null) => new Rejection('6240', 'Duplicate Name Exists Error', detail, { element }),
  emailNeeded: () =>
    new Rejection(
      '6420',
      'Email address is required',
      'An email address is required for this transaction because the delivery type is email.',
    ),
  account: (what: string) => new Rejection('6430', 'Invalid account type used', `Invalid account type: ${what}`),
};
