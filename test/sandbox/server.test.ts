// Both sandboxes from one call: the month is in both, and the settings point at them.
import { expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';

it.each(['automated', 'manual', 'global'] as const)(
  'a pair in the %s tax world holds the same month and says where it is',
  async (taxWorld) => {
    const pair = await startSandbox({ taxWorld, numbering: 'numbered' });
    try {
      const names = [...pair.quickbooks.tables.Customer.values()].map((customer) => customer.DisplayName);
      expect(names).toEqual(
        expect.arrayContaining(pair.month.quickbooks.customers.filter((c) => c.active !== false).map((c) => c.displayName)),
      );
      expect(pair.quickbooks.preferences.SalesFormsPrefs.CustomTxnNumbers).toBe(true);
      expect(pair.settingsFor()).toMatchObject({
        'endpoints.quickbooks': pair.quickbooks.url,
        'endpoints.autotask': `${pair.autotask.url}/atservicesrest`,
        'quickbooks.edition': taxWorld === 'global' ? 'non-us' : 'us',
      });
      expect(pair.settingsFor()).not.toHaveProperty('AT2QBO_AUTOTASK_SECRET');
      // Outside the US the seed's codes take the place of the country's: one zero rate, not two.
      const zeroCodes = [...pair.quickbooks.tables.TaxRate.values()].filter((rate) => rate['RateValue'] === 0);
      expect(zeroCodes).toHaveLength(taxWorld === 'manual' ? 0 : 1);
    } finally {
      await pair.stop();
    }
  },
);
