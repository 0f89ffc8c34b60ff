// Where the e-mail of the person who connected QuickBooks is kept.

/** Ledger key: the default recipient of reports. */
export const CONNECTED_EMAIL = 'quickbooks.connectedBy';
