// The purchase order number in the custom field that the settings choose.
import type { Catalog } from '../../facts/catalog.ts';
import type { Source } from '../../facts/source.ts';
import type { CustomFieldDefinition } from '../../model.ts';
import { reason } from '../../reasons.ts';
import { decided, type Decision } from '../decision.ts';
import type { Settings } from '../../settings.ts';
import { cleanLine, LIMITS } from '../../text.ts';

export interface PoField {
  readonly definitionId: CustomFieldDefinition['id'];
  readonly value: string;
}

/** One of the three old fields, the only ones that QuickBooks' preferences list; of a present one it is known afterwards whether a document kept it. */
export function isOldField(id: string): boolean {
  return /^[123]$/.test(id);
}

/** The PO number for the chosen custom field. An old one that isn't active drops it silently, so it isn't sent there. */
export function poField(source: Source, catalog: Catalog, settings: Settings): Decision<PoField | null> {
  const field = settings.invoices.poNumberField;
  const number = purchaseOrder(source);
  if (field === null || number === '') return decided(null);
  if (isOldField(field) && !catalog.preferences.customFields.some((definition) => definition.id === field)) {
    return decided(null, reason('custom-field-inactive', { po: number, field }));
  }
  const value = cleanLine(number, LIMITS.customField);
  const remarks = value.wasCut ? [reason('text-cut', { what: `The PO number ${number}`, most: LIMITS.customField })] : [];
  return decided({ definitionId: field, value: value.text }, ...remarks);
}

/** The invoice's purchase order number; else the one that all its lines share. */
export function purchaseOrder(source: Source): string {
  if (source.invoice.poNumber.trim() !== '') return source.invoice.poNumber.trim();
  const numbers = new Set(source.lines.map((line) => line.poNumber.trim()).filter((number) => number !== ''));
  const [only] = numbers;
  return numbers.size === 1 && only !== undefined ? only : '';
}
