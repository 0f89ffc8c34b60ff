// Ids, branded so that an invoice id can't be passed for a company id.

export type InvoiceId = number & { readonly __brand: 'AutotaskInvoice' };
/** 0 is valid: the service provider's own company. */
export type CompanyId = number & { readonly __brand: 'AutotaskCompany' };
export type BillingCodeId = number & { readonly __brand: 'AutotaskBillingCode' };
/** Any id of QuickBooks: text, unique within its type. */
export type QuickBooksId = string & { readonly __brand: 'QuickBooks' };

export const invoiceId = (id: number): InvoiceId => id as InvoiceId;
export const companyId = (id: number): CompanyId => id as CompanyId;
export const billingCodeId = (id: number): BillingCodeId => id as BillingCodeId;
export const quickBooksId = (id: string): QuickBooksId => id as QuickBooksId;
