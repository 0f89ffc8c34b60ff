// Exit codes, what reaches the terminal, and questions.
import { PassThrough } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { askText, askYesNo } from '../../src/commands/terminal/ask.ts';
import { clean, formatJson } from '../../src/commands/terminal/clean.ts';
import { exitCodeOf, worst } from '../../src/commands/program/exit.ts';
import { memoryIo, wantsColor, withoutColor } from '../../src/commands/terminal/io.ts';
import { loadColours, paint } from '../../src/commands/terminal/paint.ts';
import * as errors from '../../src/core/errors.ts';

beforeAll(loadColours);

describe('exit codes', () => {
  test.each([
    [new errors.UsageError('x'), 2],
    [new errors.ConfigError('x'), 2],
    [new errors.SecretsError('x'), 4],
    [new errors.AuthError('x'), 4],
    [new errors.TemporaryError('x'), 5],
    [new errors.UnknownOutcomeError('x'), 5],
    [new errors.BusyError('x'), 6],
    [new errors.IntegrityError('x'), 7],
    [new errors.RejectedError('x'), 1],
    [new errors.StaleError('x'), 1],
    [new errors.UnexpectedAnswerError('x'), 1],
    [new errors.StoppedError('SIGINT'), 130],
    [new errors.StoppedError('SIGTERM'), 143],
    [new Error('x'), 70],
    ['text', 70],
  ])('%s: %i', (error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });

  test('of several the one that matters most counts', () => {
    const order = [70, 7, 4, 2, 6, 5, 1, 3, 0];
    order.forEach((code, index) => expect(worst(order.slice(index).reverse())).toBe(code));
    expect(worst([])).toBe(0);
    expect(worst([0, 99])).toBe(70);
  });
});

describe('what reaches the terminal', () => {
  test('an escape, a control character or a reordering mark from outside is made visible', () => {
    expect(clean('a\x1b[31mb\x07\u202ec\x9b\rd\n\te\r\n')).toBe('a\\x1b[31mb\\x07\\u202ec\\x9b\\x0dd\n\te\n');
    const out = memoryIo({ color: true });
    out.out(paint.red('Acme\x1b[2J'));
    expect(out.stdout()).toBe('\x1b[31mAcme\\x1b[2J\x1b[39m\n');
  });

  test('colours nest, and vanish without a trace where they aren’t wanted', () => {
    const [colored, plain] = [memoryIo({ color: true }), memoryIo()];
    const text = paint.bold(`a ${paint.red('b')} c`);
    colored.out(text);
    plain.out(text);
    withoutColor(colored).out(text);
    expect(colored.stdout()).toBe('\x1b[1ma \x1b[31mb\x1b[39m c\x1b[22m\na b c\n');
    expect(plain.stdout()).toBe('a b c\n');
  });

  test('JSON stays the same and holds nothing that acts on a terminal', () => {
    const value = { name: 'a\x1b\x9b\u202e\x7f' };
    expect(JSON.parse(formatJson(value))).toEqual(value);
    expect(formatJson(value)).toMatch(/^[\x20-\x7e]*$/);
  });

  test('NO_COLOR, a dumb terminal and a pipe have none; FORCE_COLOR has', () => {
    expect([wantsColor({}, true), wantsColor({}, false), wantsColor({ NO_COLOR: '1' }, true), wantsColor({ TERM: 'dumb' }, true)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([wantsColor({ FORCE_COLOR: '1' }, false), wantsColor({ FORCE_COLOR: '0' }, true)]).toEqual([true, false]);
  });
});

describe('questions', () => {
  test('without a terminal nothing is asked: what is missing is named', async () => {
    await expect(askText(memoryIo(), { message: 'Client id', missing: '--client-id' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('--client-id'),
    });
  });

  test('on a terminal the answer is taken, and Ctrl-C stops', async () => {
    const terminal = () => ({ input: new PassThrough(), output: new PassThrough().resume() });
    const first = terminal();
    const answer = askYesNo(memoryIo({ terminal: first }), { message: 'Go on?', missing: '--yes' });
    setTimeout(() => first.input.write('y\r'), 100);
    expect(await answer).toBe(true);
    const second = terminal();
    const stopped = askText(memoryIo({ terminal: second }), { message: 'Name', missing: '--name' });
    setTimeout(() => second.input.write('\x03'), 100);
    await expect(stopped).rejects.toBeInstanceOf(errors.StoppedError);
  });
});
