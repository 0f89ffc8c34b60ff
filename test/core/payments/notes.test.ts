// What of a payment is noted in Autotask, and when more was paid than was due.
import { expect, test } from 'vitest';
import { invoiceId, type Payment } from '../../../src/core/model.ts';
import { money, ZERO } from '../../../src/core/money.ts';
import { notesOf } from '../../../src/core/payments/notes.ts';
import { paymentStateOf, planPayment, type PaymentOutcome } from '../../../src/core/payments/plan.ts';
import { reason, type Reason } from '../../../src/core/reasons.ts';
import { day, id, invoice, moment } from '../support/facts.ts';
import { savedDocument } from '../support/saved.ts';

const outcome = (kind: PaymentOutcome['outcome'], ...reasons: Reason[]): PaymentOutcome => ({
  invoiceId: invoiceId(4711),
  invoiceNumber: '1037',
  paidDate: null,
  outcome: kind,
  reasons,
});
const PARTLY = reason('partly-paid', { balance: '40.00', total: '100.00' });
const BOUNCED = reason('paid-date-cleared', { paidDate: '2026-11-20' });

test.each<[string, PaymentOutcome, string | null]>([
  ['a partial payment', outcome('skipped', PARTLY), PARTLY.message],
  ['a bounced one', outcome('marked', BOUNCED), BOUNCED.message],
  ['a bounced one of which a part is left', outcome('marked', BOUNCED, PARTLY), `${BOUNCED.message}\n${PARTLY.message}`],
  [
    'an overpayment',
    outcome('marked', reason('overpaid', { excess: '5.00', total: '100.00' })),
    '5.00 of what was paid is applied to no invoice; 100.00 was due.',
  ],
  ['paid in full: the paid date says it', outcome('marked'), null],
  ['what Autotask refused is tried again', outcome('failed', PARTLY), null],
])('%s', (_, one, expected) => expect(notesOf([one])[0]?.text ?? null).toBe(expected));

test.each([
  ['as much as was due', '100', undefined],
  ['more than was due', '105.50', '5.50'],
])('%s', (_, total, excess) => {
  const payment: Payment = {
    id: id('9'),
    date: day('2026-11-20'),
    total: money(total),
    applied: [{ id: id('130'), type: 'Invoice', amount: money('100') }],
    updatedAt: moment('2026-11-20T06:00:00.000Z'),
  };
  const document = savedDocument({ balance: ZERO, linked: [{ id: id('9'), type: 'Payment' }] });
  const state = paymentStateOf(document, new Map([[payment.id, payment]]));
  const plan = planPayment(state, invoice(), null, undefined);
  expect(plan).toMatchObject({
    action: 'write',
    paidDate: '2026-11-20',
    reasons: excess === undefined ? [] : [{ code: 'overpaid', message: expect.stringContaining(excess) as string }],
  });
});
