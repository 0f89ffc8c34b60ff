// An exempt company that becomes a customer: Taxable false with a reason, which is said, and what QuickBooks kept is compared.
import { describe, expect, it } from 'vitest';
import { exemptionKept } from '../../../../src/core/rules/tax/exemption.ts';
import { amountLine, catalog, customer, drafted, source } from '../../support/facts.ts';

const made = (isTaxExempt: boolean, country = 'US') => {
  const books = catalog({ country, customers: [], preferences: country === 'US' ? {} : { taxWorld: 'off' } });
  const { customer: choice, remarks } = drafted(source({ company: { isTaxExempt }, lines: [amountLine('100')] }), books);
  if (!('create' in choice)) throw new Error('there is one');
  return { draft: choice.create, codes: remarks.map(({ code }) => code).filter((code) => code.startsWith('exemption')) };
};

describe('a new customer', () => {
  it('of an exempt company is exempt, with one of the fifteen reasons, and that is said', () => {
    const { draft, codes } = made(true);
    expect(draft.isTaxable).toBe(false);
    expect(Number(draft.taxExemptionReasonId)).toBeGreaterThanOrEqual(1);
    expect(Number(draft.taxExemptionReasonId)).toBeLessThanOrEqual(15);
    expect(codes).toEqual(['exemption-reason-assumed']);
  });
  it('of any other company is taxable, without a reason', () => {
    const { draft, codes } = made(false);
    expect([draft.isTaxable, draft.taxExemptionReasonId, codes]).toEqual([true, null, []]);
  });
  it('outside the US has neither', () => {
    const { draft, codes } = made(true, 'GB');
    expect([draft.isTaxable, draft.taxExemptionReasonId, codes]).toEqual([null, null, []]);
  });
});

describe('what QuickBooks kept of it', () => {
  const { draft } = made(true);
  it.each<[string, Parameters<typeof customer>[2], string[]]>([
    ['all', { isTaxable: false, taxExemptionReasonId: draft.taxExemptionReasonId }, []],
    ['not that it is exempt', { isTaxable: true }, ['exemption-not-kept']],
    ['no reason', { isTaxable: false }, ['exemption-not-kept']],
    ['another reason', { isTaxable: false, taxExemptionReasonId: '15' }, ['exemption-not-kept']],
  ])('%s', (_, kept, codes) => expect(exemptionKept(draft, customer('1', 'Acme', kept)).map(({ code }) => code)).toEqual(codes));
  it('is no matter of a taxable one', () => expect(exemptionKept(made(false).draft, customer('1', 'Acme'))).toEqual([]));
});
