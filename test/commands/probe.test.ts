// What commands say of a probe without running one: the hint of `connect`, and whose leftovers are whose.
import { expect, test } from 'vitest';
import { probeHint } from '../../src/commands/connect/quickbooks.ts';
import { refuseOtherRealm } from '../../src/commands/probe/clean.ts';
import { finish } from '../../src/commands/terminal/paint.ts';
import { renderCleaned, renderProbe, type ProbeView } from '../../src/commands/probe/render.ts';
import type { Finding } from '../../src/core/probe/types.ts';

const CONNECTED = {
  realmId: '123',
  company: 'Sandbox Company_US_1',
  country: 'US',
  numbering: 'custom',
  taxWorld: 'automated',
  email: null,
} as const;

test('a sandbox company that is connected for the first time is told of the probe, once', () => {
  expect(probeHint({ environment: 'sandbox' }, null, CONNECTED)).toEqual([
    expect.stringContaining('what no paper settles'),
    expect.stringContaining('at2qbo probe --company "Sandbox Company_US_1"'),
  ]);
  expect(probeHint({ environment: 'sandbox' }, '123', CONNECTED)).toEqual([]);
  expect(probeHint({ environment: 'production' }, null, CONNECTED)).toEqual([]);
});

test('what a probe left in one company is cleaned in no other', () => {
  const made = [{ type: 'Customer', mark: 'at2qbo probe abcde 1', id: null, requestId: null }] as const;
  const journal = { run: 'abcde', realmId: '123', startedAt: '', made, changed: null };
  expect(() => refuseOtherRealm(journal, '123')).not.toThrow();
  expect(() => refuseOtherRealm(journal, '456')).toThrow('of QuickBooks company 123 is still to be cleaned up');
  expect(() => refuseOtherRealm({ ...journal, made: [] }, '456')).not.toThrow();
  expect(() => refuseOtherRealm(null, null)).not.toThrow();
});

function finding(id: string, outcome: Finding['outcome'], here: string | null, sandbox: string | null, detail = ''): Finding {
  const about = { service: 'quickbooks', subject: 'lists', asks: `What is ${id}?`, program: 'core', fact: null, requests: [] } as const;
  return { ...about, id, outcome, here, sandbox, detail };
}

const VIEW: ProbeView = {
  profile: 'default',
  company: null,
  findings: [
    finding('same', 'as-expected', 'yes', 'yes'),
    finding('other', 'otherwise', 'yes', 'no', 'seen so'),
    finding('one', 'not-asked', null, 'x', 'no tax'),
    finding('two', 'not-asked', null, 'x', 'no tax'),
  ],
  totals: { asExpected: 1, otherwise: 1, notAsked: 2 },
  left: [{ service: 'quickbooks', what: 'Invoice 7 "PROBE-1"', why: 'refused 6540' }],
  trouble: null,
  isToBeCleaned: true,
  day: '2026-11-27',
  version: '0.1.0',
};

test('a probe for people: both answers side by side, what wasn’t asked by its reason, what is left with the command', () => {
  const lines = renderProbe(VIEW, { width: 80, isBrief: false, files: ['a.json', undefined] }).map((line) => finish(line, false));
  expect(lines).toEqual([
    'QuickBooks',
    '   question  here  built-in sandbox',
    '=  same      yes   yes',
    '!  other     yes   no',
    '-  one, two: no tax',
    '',
    'other: What is other?',
    '  here:             yes (seen so)',
    '  built-in sandbox: no',
    '  the program:      core',
    '',
    'Still there:',
    '  QuickBooks: Invoice 7 "PROBE-1" (refused 6540)',
    '  fix: at2qbo probe --clean',
    '',
    '4 questions: 1 as expected (=), 1 otherwise (!), 2 not asked (-).',
    'Written: a.json',
  ]);
  const brief = renderProbe(VIEW, { width: 80, isBrief: true, files: [] });
  expect(brief.join('\n')).not.toContain('same');
  expect(brief.join('\n')).toContain('Still there:');
});

test('a clean-up says what it took away, or that there was nothing', () => {
  expect(renderCleaned({ hadJournal: true, gone: 3, left: [] })).toEqual(['3 things taken away; nothing is left.']);
  expect(renderCleaned({ hadJournal: true, gone: 0, left: [] })).toEqual(['Nothing of the interrupted probe is left.']);
  expect(renderCleaned({ hadJournal: false, gone: 0, left: [] })).toEqual(['No probe has left anything.']);
});
