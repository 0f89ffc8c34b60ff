// The page of a dry run, kept whole: whose it is, what is held first, then a line an invoice and each document.
import { expect, test } from 'vitest';
import { planPage } from '../../../src/commands/sync/render-plan-page.ts';
import { Calendar } from '../../../src/core/calendar.ts';
import { dryRun, OUTCOMES, previews } from './sample.ts';

const page = (outcomes = OUTCOMES): string =>
  planPage(dryRun(outcomes, { profile: 'north' }), previews(outcomes), new Calendar('America/Chicago'));

test('the whole page', async () => {
  await expect(page()).toMatchFileSnapshot('snapshots/plan-page.html.txt');
});

test('in the zone of the settings, by thousands and with the currency, the held ones first, with a line to sign', () => {
  const text = page();
  expect(text).toContain('2026-07-31 23:15 America/Chicago');
  expect(text.indexOf('Held for a person')).toBeLessThan(text.indexOf('Would be sent: '));
  expect(text).toMatch(/1,234,567\.89 USD/);
  expect(text).toContain('Approved by');
});

test('what is the same for each document is said once, and what differs with each', () => {
  const text = page();
  expect(text.match(/Net 30 \(Id 3\)/g)).toHaveLength(1);
  expect(text.match(/<b>customer<\/b>/g)).toHaveLength(3);
  const [one] = OUTCOMES;
  expect(page(one === undefined ? [] : [one]).match(/<b>terms<\/b> Net 30 \(Id 3\)/g)).toHaveLength(1);
});
