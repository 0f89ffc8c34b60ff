// What an error on the way of one document means: for the document, and for the run.
import { expect, test } from 'vitest';
import {
  AuthError,
  ConfigError,
  IntegrityError,
  RejectedError,
  TemporaryError,
  UnexpectedAnswerError,
  UnknownOutcomeError,
} from '../../../src/core/errors.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { Brake } from '../../../src/core/run/brake.ts';
import { troubleReason } from '../../../src/core/run/trouble.ts';

const context = (): { brake: Brake; events: { progress(): void; log(): void } } => ({
  brake: new Brake(),
  events: { progress: () => undefined, log: () => undefined },
});

test.each([
  ['a sign-in that ended', new AuthError('gone', { service: 'QuickBooks' }), 'run-broke-off', true],
  ['a setting', new ConfigError('wrong', 'at2qbo settings'), 'run-broke-off', true],
  ['two books that contradict each other', new IntegrityError('twice'), 'run-broke-off', true],
  ['no answer', new UnknownOutcomeError('silence', { service: 'Autotask' }), 'no-answer', false],
  ['a service that is down', new TemporaryError('503', { service: 'QuickBooks' }), 'not-reachable', false],
  ['an answer of another shape', new UnexpectedAnswerError('no Id'), 'unexpected-answer', false],
  ['a refusal that nobody took up', new RejectedError('6000'), 'unexpected-answer', false],
])('%s', (_, error, code, stops) => {
  const world = context();
  expect(troubleReason(error, invoiceId(4711), world).code).toBe(code);
  expect(world.brake.cause !== null).toBe(stops);
});

test('a bug is thrown on: it is nobody’s reason', () => {
  expect(() => troubleReason(new TypeError('x is undefined'), invoiceId(4711), context())).toThrow(TypeError);
});

test('the same passing fault ten times in a row stops the run', () => {
  const world = context();
  for (let n = 0; n < 9; n++) troubleReason(new TemporaryError('503', { service: 'QuickBooks' }), invoiceId(n), world);
  expect(world.brake.cause).toBeNull();
  troubleReason(new TemporaryError('503', { service: 'QuickBooks' }), invoiceId(10), world);
  expect(world.brake.cause).not.toBeNull();
});
