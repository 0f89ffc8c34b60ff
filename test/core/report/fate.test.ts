// What became of an invoice that a person was told of: settled only where that is true.
import { expect, test } from 'vitest';
import { Calendar } from '../../../src/core/calendar.ts';
import type { Instant } from '../../../src/core/dates.ts';
import { fateOf } from '../../../src/core/report/fate.ts';
import type { SourceInvoice } from '../../../src/core/model.ts';
import { settings, source } from '../support/facts.ts';

const facts = { settings: settings(), calendar: new Calendar(null), now: Date.parse('2026-08-01T12:00:00Z') };
const invoice = (more: Partial<SourceInvoice> = {}): SourceInvoice => ({
  ...source().invoice,
  number: null,
  isVoided: false,
  createdAt: '2026-07-30T00:00:00Z' as Instant,
  ...more,
});

test.each<[string, SourceInvoice | undefined, object]>([
  ['gone from Autotask', undefined, { settled: 'Autotask has it no more.' }],
  ['voided', invoice({ isVoided: true }), { settled: 'It is voided in Autotask.' }],
  ['sent by other hands', invoice({ number: '1037' }), { settled: 'Autotask marks it as sent.' }],
  ['marked with our own ERROR: nothing was sent', invoice({ number: 'ERROR' }), { same: true }],
  ['still unsynced and young', invoice(), { same: true }],
  ['too old for the window: nobody will send it', invoice({ createdAt: '2026-07-01T00:00:00Z' as Instant }), { waits: expect.objectContaining({ code: 'outside-window' }) }],
])('%s', (_, found, fate) => expect(fateOf(found, facts)).toEqual(fate)); // prettier-ignore
