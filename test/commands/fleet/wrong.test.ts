// What is wrong with a profile, read from the documents that `status` and `doctor` print.
import { expect, test } from 'vitest';
import { wrongIn } from '../../../src/commands/fleet/wrong.ts';

const FINE = {
  autotask: { isConnected: true, problem: '' },
  quickbooks: { isConnected: true, problem: '', tokenDaysLeft: 90 },
  lastRun: { command: 'sync', startedAt: '2026-07-31T00:00:00.000Z', exitCode: 1 },
  held: [],
  failed: [],
};

test('a profile that stands well has nothing wrong', () => {
  expect(wrongIn('status', FINE)).toEqual([]);
  expect(wrongIn('doctor', { checks: [{ key: 'ledger', level: 'ok', message: 'it is there', fix: '' }] })).toEqual([]);
});

test('connection, last run, what is held and what failed are told with the code that each comes to', () => {
  const held = ['2026-07-02', '2026-07-01'].map((day) => ({ firstSeen: `${day}T00:00:00.000Z`, reasons: [{ code: 'customer-missing' }] }));
  const document = {
    ...FINE,
    autotask: { isConnected: false, problem: 'never connected' },
    quickbooks: { isConnected: true, problem: '', tokenDaysLeft: -1 },
    lastRun: { command: 'sync', startedAt: '2026-07-31T00:00:00.000Z', exitCode: 7 },
    held,
  };
  expect(wrongIn('status', document)).toEqual([
    { line: 'Autotask: not connected (never connected) Fix: at2qbo connect autotask', code: 4 },
    { line: 'QuickBooks: the sign-in has ended Fix: at2qbo connect quickbooks', code: 4 },
    { line: 'its last sync (2026-07-31T00:00:00.000Z) ended with exit code 7', code: 7 },
    { line: '2 held (2 customer-missing), since 2026-07-01', code: 1 },
  ]);
});

test('a remark of doctor asks for nothing, a warning and a problem do', () => {
  const checks = [
    { key: 'schedule', level: 'warning', message: 'none', fix: 'install one', isRemark: true },
    { key: 'mail', level: 'problem', message: 'refused', fix: 'set it' },
  ];
  expect(wrongIn('doctor', { checks })).toEqual([{ line: 'problem: mail: refused Fix: set it', code: 3 }]);
});
