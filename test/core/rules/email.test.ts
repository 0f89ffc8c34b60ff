// To whom QuickBooks is to mail a document.
import { describe, expect, it } from 'vitest';
import { catalog, customer, drafted, settings, source } from '../support/facts.ts';

describe('the mail', () => {
  const mail = (email: string, primaryEmail: string, changed: Parameters<typeof settings>[0] = { 'invoices.email': true }) => {
    const books = catalog({ customers: [customer('24', 'Acme', { email })] });
    const result = drafted(source({ primaryEmail }), books, settings(changed));
    return [result.wantsEmail, result.draft.billEmail, ...result.remarks.map((one) => one.code)];
  };
  it('isn’t sent unless wanted', () => expect(mail('a@b.example', '', {})).toEqual([false, '']));
  it("goes to QuickBooks' billing address, which is sent along: QuickBooks fills in none by itself", () => {
    expect(mail('a@b.example', 'c@d.example')).toEqual([true, 'a@b.example']);
    expect(mail('a@b.example, e@f.example', '')).toEqual([true, 'a@b.example,e@f.example']);
    expect(mail('a@b.example, nonsense', '')).toEqual([true, 'a@b.example', 'email-dropped']);
  });
  it("to Autotask's where QuickBooks' is none", () =>
    expect(mail('nonsense', 'c@d.example')).toEqual([true, 'c@d.example', 'email-dropped']));
  it("else to Autotask's primary contact", () => expect(mail('', 'c@d.example; e@f.example')).toEqual([true, 'c@d.example,e@f.example']));
  it('else isn’t sent, and that is said', () => {
    expect(mail('', '')).toEqual([false, '', 'email-unsent']);
    expect(mail('', 'nonsense')).toEqual([false, '', 'email-dropped', 'email-unsent']);
  });
  it('never goes to an address with a line break in it', () => {
    expect(mail('', 'a@b.example\nc@d.example')).toEqual([false, '', 'email-dropped', 'email-unsent']);
    expect(mail('', 'a@b.example\r\nBcc: c@d.example; e@f.example')).toEqual([true, 'e@f.example', 'email-dropped']);
  });
  it('of a new customer goes to all addresses of the contact; the customer has the first of them', () => {
    const of = (changed: Parameters<typeof settings>[0]) => {
      const { draft, remarks } = drafted(
        source({ primaryEmail: 'nonsense; a@b.example; c@d.example' }),
        catalog({ customers: [] }),
        settings(changed),
      );
      const email = 'create' in draft.customer ? draft.customer.create.email : null;
      return [email, draft.billEmail, ...remarks.map(({ code }) => code)];
    };
    expect(of({ 'invoices.email': true })).toEqual(['a@b.example', 'a@b.example,c@d.example', 'email-dropped']);
    expect(of({})).toEqual(['a@b.example', '', 'email-dropped']);
  });
  it('keeps to 100 characters', () => {
    const long = `${'x'.repeat(60)}@example.com`;
    expect(mail('', `${long},second-${long}`)).toEqual([true, long, 'email-dropped']);
  });
  it('by the exception of a customer', () => {
    expect(mail('a@b.example', '', { 'invoices.email': true, 'customers.overrides': { '301': { email: false } } })).toEqual([false, '']);
    expect(mail('a@b.example', '', { 'customers.overrides': { '301': { email: true } } })).toEqual([true, 'a@b.example']);
  });
});
