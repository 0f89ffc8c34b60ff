// What a person's decision does to a transfer that is held.
import { describe, expect, it } from 'vitest';
import { money } from '../../../src/core/money.ts';
import { releaseTransfer } from '../../../src/core/transfer/release.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';

const held = doneTransfer({ state: 'held', autotaskTotal: '12.00', total: '10.00' });
const saved = savedDocument({ syncToken: '3', total: money('11'), balance: money('11') });

const stateOf = (release: ReturnType<typeof releaseTransfer>): string => ('transfer' in release ? release.transfer.state : release.refusal);

describe('releaseTransfer', () => {
  it('a document of our own is compared again', () => {
    expect(stateOf(releaseTransfer(held, saved, false))).toBe('created');
  });
  it('an accepted document goes on as it is in QuickBooks now', () => {
    const release = releaseTransfer(held, saved, true);
    expect('transfer' in release && release.transfer).toMatchObject({ state: 'accepted', total: '11.00', syncToken: '3' });
  });
  it('a document of other hands is let go, so that the next run looks anew', () => {
    const release = releaseTransfer({ ...held, wasAdopted: true }, saved, false);
    expect('transfer' in release && release.transfer).toMatchObject({ state: 'rejected', quickBooksId: null });
  });
  it.each([
    [null, 'deleted'],
    [{ ...saved, isVoided: true }, 'voided'],
  ])('a document that is gone can be neither compared nor accepted: the choices are said', (gone, word) => {
    for (const isAccepted of [true, false]) {
      const release = releaseTransfer(held, gone, isAccepted);
      expect(stateOf(release)).toContain(word);
      expect('choices' in release && release.choices).toContain('copy-invoice 4711 --overwrite');
    }
  });
});
