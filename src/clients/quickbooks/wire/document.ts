// A resolved draft as QuickBooks takes it: the bare invoice or credit memo with exactly the properties we mean to set.
import type { DraftTax, DraftTaxLine } from '../../../core/model.ts';
import { money } from '../../../core/money.ts';
import type { ResolvedDraft } from '../../../core/ports.ts';
import { addressWire, ref, textOr, wireText, type Wire } from './json.ts';

/** Body of the create, for sending, hashing and `--dry-run`: the same draft always gives the same text. */
export function documentJson(draft: ResolvedDraft): string {
  const isInvoice = draft.type === 'Invoice';
  return wireText({
    // Never '': with custom numbers off QuickBooks would store the empty text instead of numbering.
    DocNumber: draft.docNumber === null ? undefined : textOr(draft.docNumber),
    TxnDate: draft.date,
    // A credit memo is due to nobody: it takes neither a due date nor online payment.
    DueDate: isInvoice ? (draft.dueDate ?? undefined) : undefined,
    SalesTermRef: isInvoice ? ref(draft.termId) : undefined,
    CustomerRef: ref(draft.customerId),
    CurrencyRef: ref(draft.currency),
    ExchangeRate: draft.exchangeRate ?? undefined,
    GlobalTaxCalculation: draft.taxCalculation ?? undefined,
    BillEmail: draft.billEmail === '' ? undefined : { Address: draft.billEmail },
    BillAddr: addressWire(draft.billTo),
    ShipAddr: addressWire(draft.shipTo),
    ShipFromAddr: addressWire(draft.shipFrom),
    ClassRef: ref(draft.classId),
    CustomField: customFieldsWire(draft),
    CustomerMemo: draft.customerMessage === '' ? undefined : { value: draft.customerMessage },
    PrivateNote: textOr(draft.privateNote),
    AllowOnlineCreditCardPayment: isInvoice ? (draft.allowsCard ?? undefined) : undefined,
    AllowOnlineACHPayment: isInvoice ? (draft.allowsAch ?? undefined) : undefined,
    Line: draft.lines.map(lineWire),
    TxnTaxDetail: taxWire(draft.tax),
  });
}

function customFieldsWire({ poField, mappedFields = [] }: Pick<ResolvedDraft, 'poField' | 'mappedFields'>): Wire | undefined {
  const filled = [...(poField === null ? [] : [poField]), ...mappedFields].filter(({ value }) => value !== '');
  if (filled.length === 0) return undefined;
  return filled.map(({ definitionId, value }) => ({ DefinitionId: definitionId, Type: 'StringType', StringValue: value }));
}

function lineWire(line: ResolvedDraft['lines'][number], index: number): Wire {
  return {
    LineNum: money(String(index + 1)),
    Description: textOr(line.description),
    Amount: line.amount,
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: {
      ItemRef: ref(line.itemId),
      ClassRef: ref(line.classId),
      // Both or neither: QuickBooks checks Amount against their product (6070).
      UnitPrice: line.quantityAndPrice?.price,
      Qty: line.quantityAndPrice?.quantity,
      ServiceDate: line.serviceDate ?? undefined,
      TaxCodeRef: ref(line.taxCode),
    },
  };
}

function taxWire(tax: DraftTax): Wire | undefined {
  switch (tax.kind) {
    case 'none':
      return undefined;
    case 'code':
      return { TxnTaxCodeRef: ref(tax.codeId) };
    case 'total':
      return { TxnTaxCodeRef: ref(tax.codeId), TotalTax: tax.total, TaxLine: taxLines(tax.lines) };
    case 'lines':
      return { TotalTax: tax.total, TaxLine: taxLines(tax.lines) };
  }
}

function taxLines(lines: readonly DraftTaxLine[]): Wire | undefined {
  if (lines.length === 0) return undefined;
  return lines.map((line) => ({
    Amount: line.amount,
    DetailType: 'TaxLineDetail',
    TaxLineDetail: { TaxRateRef: ref(line.rateId), PercentBased: true, TaxPercent: line.percent, NetAmountTaxable: line.net },
  }));
}
