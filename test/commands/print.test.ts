// Long lines on a terminal: broken between words, under their own column, and never inside a command.
import { describe, expect, test } from 'vitest';
import { memoryIo } from '../../src/commands/terminal/io.ts';
import { finish, paint } from '../../src/commands/terminal/paint.ts';
import { fold, print } from '../../src/commands/terminal/print.ts';

describe('fold', () => {
  test('a short line stays as it is', () => {
    expect(fold('ok  lock  no run is active', 40)).toBe('ok  lock  no run is active');
  });

  test('what doesn’t fit goes on where its column began', () => {
    expect(fold('ok       schedule  no entry found in cron of this machine', 40)).toBe(
      'ok       schedule  no entry found in\n                   cron of this machine',
    );
  });

  test('a command is never broken, so that half of it can’t be pasted', () => {
    expect(fold('  fix: Look at it, then: at2qbo sync --only 4711 --now', 30)).toBe(
      '  fix: Look at it, then:\n  at2qbo sync --only 4711 --now',
    );
  });

  test('a command ends with its part of the sentence, and one that fits nowhere stays beside its label', () => {
    expect(fold('fix: at2qbo schedule, if runs are to happen', 24)).toBe('fix: at2qbo schedule, if\nruns are to happen');
    expect(fold('fix: at2qbo settings set invoices.lookBackDays 60', 24)).toBe('fix: at2qbo settings set invoices.lookBackDays 60');
    expect(fold(`  fix: at2qbo settings set customers.map '{"1":"2", "3":"4"}' now`, 20)).toContain(`'{"1":"2", "3":"4"}' now`);
  });

  test('colours take no room and survive the break', () => {
    expect(finish(fold(`  ${paint.cyan('fix:')} one two three`, 14), false)).toBe('  fix: one two\n  three');
  });

  test('a word longer than the line stands alone', () => {
    expect(fold('see https://example.com/a/very/long/address for more', 20)).toBe('see\nhttps://example.com/a/very/long/address\nfor more');
  });
});

test('a pipe gets every line whole', () => {
  const io = memoryIo({ width: 20 });
  print(io, ['a line that is longer than twenty columns']);
  expect(io.stdout()).toBe('a line that is longer than twenty columns\n');
});
