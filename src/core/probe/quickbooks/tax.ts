// Questions about sales tax: what a line says and what is made of it, exemption, destination, and a total that is sent.
import type { Answer, Json, Question, QuickBooksStage, Script } from '../types.ts';
import { at, create, customer, entity, invoice, item, line, refusal, sale, takenOr, text, tryInvoice, Unanswerable } from '../script.ts';

const SUBJECT = 'tax';

/** The line in which the tax code is as given; null: none is sent. */
function coded(stage: QuickBooksStage, code: string | null, itemId = stage.item): Json {
  return line(stage, 100, { TaxCodeRef: code === null ? undefined : { value: code } }, itemId);
}

const taxOf = (stored: Json): number => Number(text(stored, 'TxnTaxDetail', 'TotalTax') || '0');

/** Tax of one line of 100 for a customer that pays tax; a regime that taxes nothing leaves the question open. */
function* taxed(stage: QuickBooksStage, more: Json = {}): Script<{ readonly item: string; readonly tax: number }> {
  const made = text(yield* item(stage, { Taxable: true }), 'Id');
  const tax = taxOf(yield* invoice(stage, { Line: [coded(stage, 'TAX', made)], ...more }));
  if (!(tax > 0)) throw new Unanswerable('a taxable line comes to no tax in this company: no agency is set up for its address');
  return { item: made, tax };
}

function* omitted(stage: QuickBooksStage): Script<Answer> {
  const { item: taxable } = yield* taxed(stage);
  const free = text(yield* item(stage, { Taxable: false }), 'Id');
  const ofTaxable = taxOf(yield* invoice(stage, { Line: [coded(stage, null, taxable)] })) > 0;
  const ofFree = taxOf(yield* invoice(stage, { Line: [coded(stage, null, free)] })) > 0;
  if (ofTaxable === ofFree) return { is: ofTaxable ? 'taxed' : 'untaxed' };
  return { is: ofTaxable ? 'by-item' : 'the other way round' };
}

function* exempt(stage: QuickBooksStage): Script<Answer> {
  const { item: taxable } = yield* taxed(stage);
  const made = yield* customer(stage, { Taxable: false, TaxExemptionReasonId: '1' });
  const stored = yield* invoice(stage, { CustomerRef: { value: text(made, 'Id') }, Line: [coded(stage, 'TAX', taxable)] });
  return { is: taxOf(stored) > 0 ? 'taxed' : 'untaxed' };
}

function* withoutReason(stage: QuickBooksStage): Script<Answer> {
  const mark = stage.mark();
  const reply = yield* create('Customer', mark, { DisplayName: mark, Taxable: false });
  if (refusal(reply) !== null) return { is: 'refused', detail: refusal(reply) ?? '' };
  return { is: text(entity(reply, 'Customer'), 'Taxable') === 'false' ? 'exempt' : 'taxable' };
}

const TEXAS = { Line1: '500 Congress Ave', City: 'Austin', CountrySubDivisionCode: 'TX', PostalCode: '78701', Country: 'USA' };
const NEW_YORK = { Line1: '350 5th Ave', City: 'New York', CountrySubDivisionCode: 'NY', PostalCode: '10118', Country: 'USA' };

/** The state that a document goes to: where it names none, QuickBooks' answer tells it. */
function* destination(stage: QuickBooksStage, addresses: Json): Script<string> {
  const made = yield* customer(stage, addresses);
  const stored = yield* invoice(stage, { CustomerRef: { value: text(made, 'Id') } });
  return text(stored, 'ShipAddr', 'CountrySubDivisionCode');
}

function* shipTo(stage: QuickBooksStage): Script<Answer> {
  const both = yield* destination(stage, { ShipAddr: TEXAS, BillAddr: NEW_YORK });
  const billOnly = yield* destination(stage, { BillAddr: NEW_YORK });
  if (both !== 'TX') return { is: both === 'NY' ? 'customer-bill-to always' : 'company' };
  return { is: billOnly === 'NY' ? 'customer-bill-to' : 'customer-ship-to' };
}

function* override(stage: QuickBooksStage, total: number): Script<Answer> {
  const { item: taxable, tax } = yield* taxed(stage);
  const sent = total === 0 ? 0 : Number((tax + total).toFixed(2));
  const reply = yield* tryInvoice(stage, { Line: [coded(stage, 'TAX', taxable)], TxnTaxDetail: { TotalTax: sent } });
  if (refusal(reply) !== null) return { is: refusal(reply) ?? '' };
  const stored = taxOf(entity(reply, 'Invoice'));
  return { is: stored === sent ? 'kept' : stored === tax ? 'recomputed' : 'neither' };
}

export const TAX: readonly Question<QuickBooksStage>[] = [
  {
    id: 'tax-code-omitted',
    subject: SUBJECT,
    asks: 'How is a line without a tax code taxed under Automated Sales Tax?',
    program: 'core/rules/tax: TAX or NON is said on every line',
    fact: 'tax-code-omitted',
    needs: ['automated-tax'],
    script: omitted,
  },
  {
    id: 'tax-on-untaxed-item',
    subject: SUBJECT,
    asks: 'Is a line that says TAX taxed although its item isn’t taxable?',
    program: 'core/rules/tax/taxability.ts: an invoice goes by Autotask, line by line',
    needs: ['automated-tax'],
    *script(stage) {
      yield* taxed(stage);
      const free = text(yield* item(stage, { Taxable: false }), 'Id');
      return { is: taxOf(yield* invoice(stage, { Line: [coded(stage, 'TAX', free)] })) > 0 ? 'taxed' : 'untaxed' };
    },
  },
  {
    id: 'non-on-taxable-item',
    subject: SUBJECT,
    asks: 'Is a line that says NON untaxed although its item is taxable?',
    program: 'core/rules/tax/taxability.ts: an invoice goes by Autotask, line by line',
    needs: ['automated-tax'],
    *script(stage) {
      const { item: taxable } = yield* taxed(stage);
      return { is: taxOf(yield* invoice(stage, { Line: [coded(stage, 'NON', taxable)] })) > 0 ? 'taxed' : 'untaxed' };
    },
  },
  {
    id: 'exempt-customer',
    subject: SUBJECT,
    asks: 'Is a line that says TAX taxed for a customer that is exempt?',
    program: 'core/rules/tax/exemption.ts: a customer that QuickBooks exempts is compared with Autotask',
    needs: ['automated-tax'],
    script: exempt,
  },
  {
    id: 'exemption-reason-omitted',
    subject: SUBJECT,
    asks: 'What becomes of a customer that is sent as not taxable, without a reason?',
    program: 'core/rules/customer.ts: sends a reason with it, and compares the answer',
    fact: 'exemption-reason-omitted',
    needs: ['us'],
    script: withoutReason,
  },
  {
    id: 'ship-to-omitted',
    subject: SUBJECT,
    asks: 'Where does a document go that has no ship-to address?',
    program: 'core/rules/document/ship-to.ts: sends the destination itself',
    fact: 'ship-to-omitted',
    needs: ['us'],
    script: shipTo,
  },
  {
    id: 'tax-override',
    subject: SUBJECT,
    asks: 'What becomes of a tax total that is sent under Automated Sales Tax?',
    program: 'core/transfer/send/verify.ts: the stored tax is compared with the one sent',
    fact: 'tax-override',
    needs: ['automated-tax'],
    script: (stage) => override(stage, 1.23),
  },
  {
    id: 'tax-override-zero',
    subject: SUBJECT,
    asks: 'Is a tax total of 0 over taxable lines kept?',
    program: 'core/transfer/send/verify.ts: the stored tax is compared with the one sent',
    needs: ['automated-tax'],
    script: (stage) => override(stage, 0),
  },
  {
    id: 'tax-code-of-the-us',
    subject: SUBJECT,
    asks: 'What does an invoice of the US do whose line names a real tax code?',
    program: 'core/rules/tax/codes.ts: lines of the US say TAX or NON alone',
    needs: ['us'],
    *script(stage) {
      return takenOr(yield* tryInvoice(stage, { Line: [line(stage, 10, { TaxCodeRef: { value: '2' } })] }));
    },
  },
  {
    id: 'tax-code-missing-abroad',
    subject: SUBJECT,
    asks: 'What does an invoice outside the US do whose line names no tax code?',
    program: 'core/rules/tax/codes.ts: an untaxed line gets the 0 % code',
    needs: ['abroad'],
    *script(stage) {
      return takenOr(yield* tryInvoice(stage, { Line: [line(stage, 10, { TaxCodeRef: undefined })] }));
    },
  },
  {
    id: 'tax-where-there-is-none',
    subject: SUBJECT,
    asks: 'What becomes of a tax total in a company without sales tax?',
    program: 'core/rules/tax/choice.ts: sends none there',
    needs: ['no-tax'],
    *script(stage) {
      const reply = yield* tryInvoice(stage, { TxnTaxDetail: { TotalTax: 1.23 } });
      if (refusal(reply) !== null) return { is: refusal(reply) ?? '' };
      return { is: taxOf(entity(reply, 'Invoice')) === 0 ? 'ignored' : 'kept' };
    },
  },
  {
    id: 'custom-sales-tax',
    subject: SUBJECT,
    asks: 'What does an invoice do that names CustomSalesTax as its tax code?',
    program: 'core/rules/tax/codes.ts: leaves that code out',
    needs: ['us'],
    *script(stage) {
      const mark = stage.mark();
      const body = sale(stage, mark, { TxnTaxDetail: { TxnTaxCodeRef: { value: 'CustomSalesTax' } } });
      const reply = yield* create('Invoice', mark, body);
      return { is: refusal(reply) ?? (at(reply.json, 'Invoice') === undefined ? 'no answer' : 'taken') };
    },
  },
];
