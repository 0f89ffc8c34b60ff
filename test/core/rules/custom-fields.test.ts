// Fields of Autotask in custom fields of the sales form: which value, and what is said where there is none.
import { expect, test } from 'vitest';
import type { Source } from '../../../src/core/facts/source.ts';
import type { NamedFields } from '../../../src/core/model.ts';
import { mappedFields } from '../../../src/core/rules/document/custom-fields.ts';
import { catalog, settings, source } from '../support/facts.ts';

const row = (own: Record<string, string[]>, udf: Record<string, string[]> = {}): NamedFields => ({
  own: new Map(Object.entries(own)),
  udf: new Map(Object.entries(udf)),
});
const NAMED: NonNullable<Source['named']> = {
  invoice: row({ ordernumber: ['PO 7'], fromdate: ['2026-10-01T00:00:00.000Z'], comments: [] }),
  company: row({ companynumber: ['C-301'], classification: ['2', 'Gold'] }, { 'cost center': ['Sales'] }),
  contracts: [row({ contractname: ['Managed 24/7'] }, { region: ['West'] })],
};
const LONG = '1000000000000000412';

test.each<[string, Record<string, string>, Partial<NonNullable<Source['named']>>, string[], string[]]>([
  ['a field of the invoice', { [LONG]: 'invoice.orderNumber' }, {}, [`${LONG}=PO 7`], []],
  ['a date as the settings write it', { [LONG]: 'invoice.fromDate' }, {}, [`${LONG}=10/01/2026`], []],
  ['a field of the company', { '1': 'company.companyNumber' }, {}, ['1=C-301'], []],
  ['a picklist by its label', { '1': 'company.classification' }, {}, ['1=Gold'], []],
  ['a user-defined field of the company', { '1': 'Cost Center' }, {}, ['1=Sales'], []],
  ['a user-defined field of the contract', { '1': 'Region' }, {}, ['1=West'], []],
  ['a field of the contract', { '1': 'contract.contractName' }, {}, ['1=Managed 24/7'], []],
  ['a blank field: nothing is sent, nothing is said', { '1': 'invoice.comments' }, {}, [], []],
  ['an invoice without a contract', { '1': 'contract.contractName' }, { contracts: [] }, [], []],
  [
    'contracts that agree',
    { '1': 'contract.contractName' },
    { contracts: [...NAMED.contracts, ...NAMED.contracts] },
    ['1=Managed 24/7'],
    [],
  ],
  [
    'contracts that differ',
    { '1': 'contract.contractName' },
    { contracts: [...NAMED.contracts, row({ contractname: ['Other'] })] },
    [],
    ['mapped-field-ambiguous'],
  ],
  ['no such field', { '1': 'company.nosuch' }, {}, [], ['mapped-field-unknown']],
  ['no such user-defined field', { '1': 'No Such' }, {}, [], ['mapped-field-unknown']],
  ['an old field that is switched off', { '3': 'company.companyNumber' }, {}, [], ['mapped-field-inactive']],
  [
    'longer than the form has room for',
    { '1': 'company.companyNumber' },
    { company: row({ companynumber: ['x'.repeat(40)] }) },
    [`1=${'x'.repeat(30)}…`],
    ['text-cut'],
  ],
])('%s', (_, map, changed, values, codes) => {
  const books = catalog({ preferences: { customFields: [{ id: '1', name: 'Ref' }] } });
  const decision = mappedFields({ ...source(), named: { ...NAMED, ...changed } }, books, settings({ 'customFields.map': map }));
  if ('holds' in decision) throw new Error('held');
  expect(decision.value.map((one) => `${one.definitionId}=${one.value}`)).toEqual(values);
  expect(decision.remarks.map((one) => one.code)).toEqual(codes);
});
