// Companies, contacts, billing codes and the small lists of the wire.
import { z } from 'zod';
import type { Address } from '../../../core/model.ts';
import { decimal, flag, flagOrFalse, integer, maybeDecimal, maybeInteger, reference, someText, textOrEmpty } from './wire.ts';

export const CompanyRow = z.object({
  id: integer,
  companyName: someText,
  isActive: flag.nullable(),
  isTaxExempt: flagOrFalse,
  taxRegionID: reference,
  parentCompanyID: maybeInteger,
  invoiceNonContractItemsToParentCompany: flagOrFalse,
  phone: textOrEmpty,
  taxID: textOrEmpty,
  currencyID: reference,
  address1: textOrEmpty,
  address2: textOrEmpty,
  additionalAddressInformation: textOrEmpty,
  city: textOrEmpty,
  state: textOrEmpty,
  postalCode: textOrEmpty,
  countryID: reference,
  // REST's names; `billToAddress1` and `billToPostalCode` don't exist.
  billingAddress1: textOrEmpty,
  billingAddress2: textOrEmpty,
  billToAdditionalAddressInformation: textOrEmpty,
  billToCity: textOrEmpty,
  billToState: textOrEmpty,
  billToZipCode: textOrEmpty,
  billToCountryID: reference,
  billToAttention: textOrEmpty,
});
export type CompanyRow = z.infer<typeof CompanyRow>;

/** Country names are looked up only for addresses: null when nothing of an address is filled in. */
export function addressOf(
  lines: readonly string[],
  place: { readonly city: string; readonly state: string; readonly postalCode: string },
  country: string,
): Address | null {
  const filled = lines.filter((line) => line.trim() !== '');
  const isBlank = filled.length === 0 && [place.city, place.state, place.postalCode].every((part) => part.trim() === '');
  return isBlank ? null : { lines: filled, ...place, country };
}

export const ContactRow = z.object({
  id: integer,
  companyID: integer,
  emailAddress: textOrEmpty,
  isActive: flag,
  primaryContact: flagOrFalse,
});
export const CountryRow = z.object({ id: integer, displayName: textOrEmpty, name: textOrEmpty });
export const CountryCodeRow = z.object({ id: integer, displayName: textOrEmpty, name: textOrEmpty, countryCode: textOrEmpty });
export type CountryCodeRow = z.infer<typeof CountryCodeRow>;
export const CurrencyRow = z.object({ id: integer, name: someText.pipe(z.string().min(1)) });
export const TemplateRow = z.object({ id: integer, paymentTerms: reference });
export const NamedRow = z.object({ id: integer, name: textOrEmpty });

export const BillingCodeRow = z.object({
  id: integer,
  name: textOrEmpty,
  externalNumber: textOrEmpty,
  description: textOrEmpty,
  isActive: flag,
  unitPrice: maybeDecimal,
  taxCategoryID: reference,
  useType: maybeInteger,
});

export const AssociationRow = z.object({
  id: integer,
  isActive: flag.nullish().transform((value) => value ?? true),
  organizationalLevel1ID: integer,
  organizationalLevel2ID: integer,
});

export const TaxRow = z.object({
  id: integer,
  taxName: textOrEmpty,
  taxRate: decimal,
  taxRegionID: integer,
  taxCategoryID: integer,
  isCompounded: flagOrFalse,
});

// ---- single answers -------------------------------------------------------------------------------------------------
/** `entityInformation/fields`; a picklist's value is a text here and a number in rows. */
export const Fields = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      picklistValues: z
        .array(z.object({ value: integer, label: textOrEmpty }))
        .nullish()
        .catch(null),
    }),
  ),
});

export const EntityInformation = z.object({
  info: z.object({ canQuery: flag, canUpdate: flag, userAccessForQuery: textOrEmpty, userAccessForUpdate: textOrEmpty }),
});

export const Threshold = z.object({ externalRequestThreshold: integer, currentTimeframeRequestCount: integer });

export const Written = z.object({ itemId: integer });

const Pdf = z.object({ fileName: textOrEmpty, data: z.union([z.base64().min(1), z.array(z.number().int().min(0).max(255)).min(1)]) });
/** Bare, in `item`, or first of `items`: all are seen in the wild; content as base64 or as a list of bytes. */
export const PdfAnswer = z
  .union([
    z.object({ item: Pdf }).transform(({ item }) => item),
    z.object({ items: z.array(Pdf).min(1) }).transform(({ items }) => items[0]),
    Pdf,
  ])
  .transform((pdf) => ({
    fileName: pdf?.fileName ?? '',
    content: new Uint8Array(typeof pdf?.data === 'string' ? Buffer.from(pdf.data, 'base64') : (pdf?.data ?? [])),
  }));
