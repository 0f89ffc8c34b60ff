// The table of reasons: every placeholder can be filled, and every code is documented once.
import { describe, expect, it } from 'vitest';
import { ERRORS_PAGE, errorsPage } from '../../scripts/docs-errors.ts';
import { aboutCode, ALL_CODES } from '../../src/core/reasons/about.ts';
import { REASONS, reason, type ReasonCode } from '../../src/core/reasons.ts';
import { AFTERWARDS } from '../../src/core/reasons/voids-and-payments.ts';
import { AMOUNTS } from '../../src/core/reasons/amounts.ts';
import { MAPPING } from '../../src/core/reasons/mapping.ts';
import { NOT_SENT } from '../../src/core/reasons/not-sent.ts';
import { SAVED } from '../../src/core/reasons/after-sending.ts';
import { WORTH_A_LOOK } from '../../src/core/reasons/warnings.ts';

const codes = Object.keys(REASONS) as ReasonCode[];
const placeholders = (code: ReasonCode): string[] =>
  [...`${REASONS[code].message} ${REASONS[code].fix}`.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

describe('each reason', () => {
  it.each(codes)('%s is filled from its facts, and refuses to leave a hole', (code) => {
    const names = [...new Set(placeholders(code))];
    const filled = reason(code, Object.fromEntries(names.map((name) => [name, `<${name}>`])));
    for (const name of names) expect(`${filled.message} ${filled.fix}`).toContain(`<${name}>`);
    expect(`${filled.message} ${filled.fix}`).not.toMatch(/[{]\w+[}]/);
    for (const missing of names) {
      const others = names.filter((name) => name !== missing);
      expect(() => reason(code, Object.fromEntries(others.map((name) => [name, 'x'])))).toThrow(`{${missing}}`);
    }
  });
  it('has no placeholder in its fix but for what a person chooses in QuickBooks', () => {
    const chosen = /<(account|customer|item|tax code|term) id>/g;
    const open = codes.filter((code) => /<[^>]*>/.test(REASONS[code].fix.replaceAll(chosen, '')));
    expect(open).toEqual([]);
  });
  it('has a code of its own: no two subjects use the same one', () => {
    const all = [NOT_SENT, MAPPING, AMOUNTS, SAVED, WORTH_A_LOOK, AFTERWARDS].flatMap((rows) => Object.keys(rows));
    expect(all.toSorted()).toEqual(codes.toSorted());
  });
  it('has a code in kebab-case, a message and a fix', () => {
    for (const code of codes) {
      expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(REASONS[code].message).not.toBe('');
      expect(REASONS[code].fix).not.toBe('');
    }
  });
});

describe('docs/errors.md', () => {
  it('is current (npx vitest run test/core/reasons.test.ts -u writes it)', async () => {
    await expect(errorsPage()).toMatchFileSnapshot(ERRORS_PAGE);
  });
  it('has one section a code', () => {
    const sections = [...errorsPage().matchAll(/^### (\S+)$/gm)].map((match) => match[1] ?? '');
    expect(sections.toSorted()).toEqual(ALL_CODES.toSorted());
    expect(ALL_CODES).toEqual(expect.arrayContaining(codes));
    expect(new Set(ALL_CODES).size).toBe(ALL_CODES.length);
  });
  it('has a section for each kind of error that ends a command', () => {
    for (const kind of ['auth', 'busy', 'integrity', 'temporary', 'rejected', 'bug']) expect(aboutCode(kind)?.message).toBeTruthy();
    expect(aboutCode('toString')).toBeNull();
  });
});
