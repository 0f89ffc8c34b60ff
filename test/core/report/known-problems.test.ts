// What a mail says of a lasting problem: once, again when it becomes another one, and once more when it is solved.
import { expect, test } from 'vitest';
import { AuthError, TemporaryError } from '../../../src/core/errors.ts';
import { isKnownProblem, isSolved, problemOf, rememberProblems, troubleOf } from '../../../src/core/report/known-problems.ts';
import { reason, type Reason } from '../../../src/core/reasons.ts';
import type { Outcome } from '../../../src/core/run/outcome.ts';
import { invoiceId } from '../../../src/core/model.ts';

const NOW = Date.parse('2026-08-05T12:00:00Z');
const rejected = (code: string, detail = 'x'): Reason => reason('rejected', { code, detail, advice: 'y' });
const problem = (...reasons: Reason[]): ReturnType<typeof problemOf> => problemOf('invoice 4711', 'Invoice 4711', 'failed', reasons);

test.each([
  ['the same', problem(rejected('6000')), problem(rejected('6000')), true],
  ['the same with another sentence', problem(rejected('6000', 'one')), problem(rejected('6000', 'two')), true],
  ['another code of QuickBooks', problem(rejected('6000')), problem(rejected('6210')), false],
  [
    'a fault that passes, in between',
    problem(rejected('6000')),
    problem(reason('no-answer', { service: 'QuickBooks', detail: 'x' })),
    true,
  ],
])('%s: known is %s', (_, before, now, known) => {
  expect(isKnownProblem(now, rememberProblems({}, [before], new Set(), NOW))).toBe(known);
});

test('a passing fault never takes the place of what needs a person', () => {
  const lasting = rememberProblems({}, [problem(rejected('6000'))], new Set(), NOW);
  const passing = rememberProblems(lasting, [problem(reason('no-answer', { service: 'QuickBooks', detail: 'x' }))], new Set(), NOW);
  expect(isKnownProblem(problem(rejected('6000')), passing)).toBe(true);
});

test('what is solved, or out of sight for 90 days, is forgotten', () => {
  const told = rememberProblems({}, [problem(rejected('6000'))], new Set(), NOW);
  expect(rememberProblems(told, [], new Set(['invoice 4711']), NOW)).toEqual({});
  expect(Object.keys(rememberProblems(told, [], new Set(), NOW + 89 * 86_400_000))).toEqual(['invoice 4711']);
  expect(rememberProblems(told, [], new Set(), NOW + 91 * 86_400_000)).toEqual({});
});

test('a run that ended early is a problem by its kind: a passing one by its service alone', () => {
  const key = (error: Parameters<typeof troubleOf>[1]): string => troubleOf('sync', error).why;
  expect(key(new TemporaryError('x', { service: 'QuickBooks', code: '503' }))).toBe('temporary QuickBooks');
  expect(key(new AuthError('x', { service: 'QuickBooks', code: '3100' }))).toBe('auth QuickBooks 3100');
});

const outcome = (kind: Outcome['outcome'], ...reasons: Reason[]): Outcome => ({
  invoiceId: invoiceId(4711),
  invoiceNumber: null,
  company: 'Acme',
  outcome: kind,
  quickbooks: null,
  autotaskTotal: '100.00',
  autotaskTax: '0.00',
  currency: null,
  emailed: false,
  reasons,
});

test.each([
  ['created', outcome('created'), true],
  ['taken over', outcome('adopted'), true],
  ['rightly not sent', outcome('skipped', reason('zero-total')), true],
  ['not looked at', outcome('skipped', reason('run-stopped', { why: 'x' })), false],
  ['still held', outcome('held', reason('number-blank')), false],
])('%s: solved is %s', (_, one, solved) => {
  expect(isSolved(one)).toBe(solved);
});
