// The help that the build wrote down is the help that the program makes.
import { expect, test } from 'vitest';
import { runBin } from '../e2e/support.ts';

test.each(['--help', 'help'])('%s alone gives the same as the help that is made', async (word) => {
  const [written, made] = await Promise.all([runBin([word]), runBin(['--help', '--no-color'])]);
  expect(written).toMatchObject({ code: 0, err: '' });
  expect(written.out).toBe(made.out);
  expect(written.out).toContain('at2qbo settings');
});
