// What `doctor` says of a probe: asked when, what was otherwise, and what an interrupted one may have left.
import { expect, test } from 'vitest';
import { checkProbe, type ProbeFacts } from '../../../src/core/checks/probe.ts';
import { readJournal, writtenJournal, type Journal } from '../../../src/core/probe/journal.ts';
import { readKept, type KeptFindings } from '../../../src/core/probe/report.ts';

const KEPT: KeptFindings = {
  at: '2026-11-27T10:00:00Z',
  version: '0.1.0',
  of: '123',
  answers: [
    { id: 'sort-by-id', fact: 'sort-by-id', outcome: 'as-expected', here: 'ignored' },
    { id: 'half-cent-up', fact: null, outcome: 'otherwise', here: 'refused 6070' },
    { id: 'rate-sent', fact: 'rate-sent', outcome: 'not-asked', here: null },
  ],
};
const JOURNAL: Journal = {
  run: 'abcde',
  realmId: '123',
  startedAt: '2026-11-27T10:00:00Z',
  made: [{ type: 'Customer', mark: 'at2qbo probe abcde 1', id: '7', requestId: null }],
  changed: { invoiceId: 5003, before: { paidDate: null } },
};
const NONE: ProbeFacts = { journal: null, kept: [], of: { quickbooks: '123', autotask: null }, isSandbox: true };

test('a sandbox company that was never asked is told of the probe; a production company isn’t', () => {
  expect(checkProbe(NONE).map(({ level, message }) => [level, message])).toEqual([['ok', expect.stringContaining('never asked')]]);
  expect(checkProbe({ ...NONE, isSandbox: false })).toEqual([]);
});

test('when it was asked, what was otherwise and which facts are known; of another company nothing is said', () => {
  const [line] = checkProbe({ ...NONE, kept: [['quickbooks', KEPT]] });
  expect(line).toMatchObject({
    level: 'ok',
    message:
      'QuickBooks: 2 questions asked on 2026-11-27 by at2qbo 0.1.0: otherwise than the built-in sandbox: half-cent-up; facts: sort-by-id ignored',
  });
  expect(checkProbe({ ...NONE, kept: [['quickbooks', { ...KEPT, of: '9' }]] })[0]?.message).toContain('never asked');
});

test('what an interrupted probe may have left is a problem with the command', () => {
  const [line] = checkProbe({ ...NONE, journal: JOURNAL });
  expect(line).toMatchObject({ level: 'problem', fix: 'at2qbo probe --clean' });
  expect(line?.message).toBe('an interrupted probe may have left 1 thing in QuickBooks and invoice 5003 in Autotask');
});

test('what is kept in the ledger reads back; anything else is nothing', () => {
  expect(readJournal(writtenJournal(JOURNAL))).toEqual(JOURNAL);
  expect(readKept(JSON.stringify(KEPT))).toEqual(KEPT);
  for (const odd of [null, '', '[]', '{}', '{"run":""}', 'no json']) expect([readJournal(odd), readKept(odd)]).toEqual([null, null]);
});
