// The dry run on the screen, as a person reads it: kept whole, at two widths.
import { describe, expect, test } from 'vitest';
import { widthOf } from '../../../src/commands/format/width.ts';
import { renderRun } from '../../../src/commands/run/render.ts';
import { renderDryRun } from '../../../src/commands/sync/render-dry-run.ts';
import { finish } from '../../../src/commands/terminal/paint.ts';
import { fold } from '../../../src/commands/terminal/print.ts';
import { dryRun, OUTCOMES, previews, untried } from './sample.ts';

const shown = (lines: readonly string[], width: number): string => `${finish(lines.map((line) => fold(line, width)).join('\n'), false)}\n`;

describe.each([60, 100])('%d columns wide', (width) => {
  const screen = shown(renderDryRun(dryRun(), previews(), { width, isWhole: false }), width);

  test('the summary first, then what waits, then a line an invoice', async () => {
    await expect(screen).toMatchFileSnapshot(`snapshots/dry-run-${width}.txt`);
  });
  test('nothing is wider than the screen but a command', () => {
    for (const line of screen.split('\n').filter((one) => !one.includes('at2qbo '))) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });
  test('each document in full where that is wanted', async () => {
    const whole = shown(renderDryRun(dryRun(), previews(), { width, isWhole: true }), width);
    await expect(whole).toMatchFileSnapshot(`snapshots/dry-run-whole-${width}.txt`);
  });
});

test('what wasn’t tried is a line with the reason, in a dry run and in a run', async () => {
  const invoices = [...OUTCOMES.slice(0, 2), ...Array.from({ length: 80 }, (_, n) => untried(5100 + n))];
  const dry = shown(renderDryRun(dryRun(invoices), previews(invoices), { width: 80, isWhole: false }), 80);
  const real = shown(renderRun(dryRun(invoices, { dryRun: false }), 80, false), 80);
  for (const screen of [dry, real]) {
    expect(screen).not.toContain('Cedar Realty');
    expect(screen.match(/interrupted/g)).toHaveLength(1);
  }
  await expect(real).toMatchFileSnapshot('snapshots/interrupted.txt');
});

test('a month takes a line an invoice', () => {
  const many = Array.from({ length: 115 }, (_, n) => ({ ...OUTCOMES[0], invoiceId: 6000 + n }) as (typeof OUTCOMES)[number]);
  expect(renderDryRun(dryRun(many), previews(many), { width: 80, isWhole: false }).length).toBeLessThan(130);
});
