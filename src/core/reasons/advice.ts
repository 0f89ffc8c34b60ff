// What to do about a refusal of QuickBooks, by its code (texts are localised and never branched on).

const ADVICE: Readonly<Record<string, string>> = {
  '610': 'Something the invoice uses was made inactive or deleted in QuickBooks; make it active again.',
  '2050': 'A text is longer than QuickBooks takes; shorten it in Autotask.',
  '2210': "Correct the customer's e-mail address in QuickBooks or Autotask.",
  '2500': 'A customer, item, class or tax code of the invoice is inactive or gone in QuickBooks; make it active again.',
  '5020': 'The person who connected QuickBooks has no right to do this; connect as an administrator: at2qbo connect quickbooks',
  '6000': "Read QuickBooks' sentence above; outside the US every line needs a tax code: at2qbo settings set tax.codes",
  '6140': 'The number is taken; renumber one of the two, or link them if they are the same: at2qbo adopt',
  '6200': 'The books are closed for this date; move the closing date in QuickBooks.',
  '6210': 'The books are closed for this date; move the closing date in QuickBooks.',
  '6240': 'The name is taken by a customer, vendor or employee; rename it in QuickBooks or map the company with customers.map.',
  '6250': 'The customer is inactive or gone; make it active again in QuickBooks.',
  '6430': 'items.incomeAccount is not an income account: at2qbo settings set items.incomeAccount <account id>',
  '6540': 'The transaction is part of a deposit; take it out of the deposit in QuickBooks first.',
};

/** The way out, then how the invoice is taken up again. */
export function adviceFor(code: string): string {
  const cure = ADVICE[code] ?? 'Correct what QuickBooks names.';
  return `${cure} Then clear ERROR from the invoice number in Autotask if it is there, and: at2qbo sync`;
}
