// A probe's request without an answer: a change that left may have had its effect, all else passes by itself.
import { expect, test } from 'vitest';
import { NetworkFailure } from '../../src/clients/http/network-failure.ts';
import { probeFailure } from '../../src/clients/http/probe-failure.ts';

test.each([
  ['Autotask', true, true, 'UnknownOutcomeError', 'Autotask gave no answer to a change (ECONNRESET).'],
  ['Autotask', true, false, 'TemporaryError', "Autotask can't be reached (ECONNRESET)."],
  ['QuickBooks', false, true, 'TemporaryError', "QuickBooks can't be reached (ECONNRESET)."],
] as const)('%s, a change: %s, sent: %s', (service, isChange, wasSent, kind, message) => {
  const error = probeFailure(service, new NetworkFailure('ECONNRESET', wasSent, null), isChange);
  expect([error.constructor.name, error.message, error.remedy]).toEqual([kind, message, 'Check the network, then: at2qbo probe --clean']);
});
