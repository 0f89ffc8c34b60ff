// The settings’ schema: what each key takes and refuses, and how a refusal reads.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/store/load.ts';
import { saveText, unsetSetting } from '../../src/config/store/save.ts';
import { SETTINGS, isSettingKey, settingKeys } from '../../src/config/schema/schema.ts';
import type { NestedSettings } from '../../src/config/schema/schema.ts';
import { checkSetting, describeSetting, parseSetting, showSetting, toStored } from '../../src/config/schema/values.ts';
import { money } from '../../src/core/money.ts';
import type { Settings } from '../../src/core/settings.ts';

let home = '';
let env: Record<string, string> = {};
let whose = { profile: 'default', env };
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'at2qbo-config-'));
  env = { AT2QBO_HOME: home };
  whose = { profile: 'default', env };
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the schema', () => {
  test('has exactly the core’s settings, in both directions', () => {
    const back = (settings: Settings): NestedSettings => settings;
    expect(back(loadSettings(whose).settings).invoices.lookBackDays).toBe(14);
  });

  test('every default survives being stored and read back, and is what an empty profile has', () => {
    const { values, source } = loadSettings(whose);
    for (const key of settingKeys) {
      const stored = toStored(SETTINGS[key].initial);
      expect(toStored(SETTINGS[key].schema.parse(stored))).toEqual(stored);
      expect(toStored(values[key])).toEqual(stored);
      expect(source[key]).toBe('default');
      expect(describeSetting(key).help.length).toBeGreaterThan(5);
    }
  });

  test.each([
    ['invoices.lookBackDays', '0'],
    ['invoices.lookBackDays', '3651'],
    ['invoices.lookBackDays', '14.5'],
    ['invoices.settleMinutes', '1441'],
    ['invoices.sync', 'yes'],
    ['invoices.email', '1'],
    ['invoices.goLiveDate', '2026-02-30'],
    ['invoices.roundingLimit', '1.01'],
    ['invoices.roundingLimit', '0.001'],
    ['invoices.roundingLimit', '-0.01'],
    ['invoices.roundingLimit', 'NaN'],
    ['invoices.poNumberField', '0'],
    ['invoices.poNumberField', 'PO'],
    ['invoices.timeZone', 'Berlin'],
    ['invoices.timeZone', '+01:00'],
    ['invoices.customerMessage', '{nonsense}'],
    ['invoices.customerMessage', 'PO {ponumber}'],
    ['invoices.customerMessage', 'PO { poNumber } {}'],
    ['items.taxable', 'yes'],
    ['items.accounts', '{"Labor":""}'],
    ['items.names', '[]'],
    ['items.names', '{"Labor":" "}'],
    ['customers.sync', 'daily'],
    ['terms.map', '{"Net 30":""}'],
    ['customFields.map', '{"PO":"invoice.orderNumber"}'],
    ['customFields.map', '{"1":"invoice."}'],
    ['customFields.map', '{"1":"company.a b"}'],
    ['companies.only', '{}'],
    ['companies.only', '{"ids":["acme"]}'],
    ['companies.only', '{"color":"red"}'],
    ['companies.only', '{"country":[]}'],
    ['payments.creditCard', 'sometimes'],
    ['payments.ach', 'yes'],
    ['payments.everyMinutes', '14'],
    ['payments.everyMinutes', '1441'],
    ['tax.taxability', 'never'],
    ['notify.ticket', '{"queue":"Billing"}'],
    ['notify.webhookUrl', 'http://hooks.example.com/x'],
    ['notify.webhookUrl', 'hooks'],
    ['limits.meteredPerMonth', '999'],
    ['limits.meteredPerMonth', '10000001'],
    ['updates.check', 'weekly'],
    ['customers.map', '{"acme":"58"}'],
    ['customers.map', '[1]'],
    ['customers.map', '{"173":'],
    ['customers.overrides', '{"173":{"mail":true}}'],
    ['secrets.keyCommand', '"pass show"'],
    ['secrets.keyCommand', '[]'],
    ['ledger.url', 'mysql://db/books'],
    ['endpoints.quickbooks', 'http://quickbooks.example.com'],
    ['endpoints.quickbooks', 'http://127.0.0.1.example.com'],
    ['endpoints.quickbooks', 'https://me:hush@example.com'],
    ['endpoints.autotaskZones', ''],
    ['notify.healthcheckUrl', 'javascript:alert(1)'],
  ])('%s refuses %s, naming key, value and what is allowed', (key, text) => {
    if (!isSettingKey(key)) throw new Error(key);
    const shown = text.startsWith('https://me') ? '"https://me:***@' : '';
    expect(() => parseSetting(key, text)).toThrow(expect.objectContaining({ kind: 'config', message: expect.stringContaining(key) }));
    expect(() => parseSetting(key, text)).toThrow(`${key} can't be ${shown}`);
    expect(() => parseSetting(key, text)).toThrow(/allowed: ./);
    expect(() => parseSetting(key, text)).not.toThrow(/hush/);
  });

  test('objects come as JSON and ids may be written as numbers; amounts are decimals', () => {
    expect(parseSetting('customers.map', '{"173":58}')).toEqual({ '173': '58' });
    expect(parseSetting('linesOfBusiness.classes', '{"5":""}')).toEqual({ '5': '' });
    expect(parseSetting('customers.overrides', '{"173":{"card":false,"terms":"3"}}')).toEqual({ '173': { card: false, terms: '3' } });
    expect(parseSetting('secrets.keyCommand', '["pass","show"]')).toEqual(['pass', 'show']);
    expect(parseSetting('invoices.roundingLimit', '0.05').eq(money('0.05'))).toBe(true);
    expect(parseSetting('endpoints.quickbooks', 'http://[::1]:8080/')).toBe('http://[::1]:8080');
    expect(parseSetting('invoices.numberPrefix', '')).toBe('');
    expect(parseSetting('invoices.defaultClass', '')).toBeNull();
    expect(parseSetting('terms.map', '{"Net 30 days":3}')).toEqual({ 'Net 30 days': '3' });
    expect(parseSetting('items.accounts', '{"Labor":80,"29682801":"81"}')).toEqual({ Labor: '80', '29682801': '81' });
    expect(parseSetting('notify.ticket', '{"queue":5,"priority":"High"}')).toEqual({ queue: '5', priority: 'High' });
    expect(parseSetting('notify.ticket', '')).toBeNull();
  });

  test('a custom field’s id keeps each digit: the present ones are longer than a number can say', () => {
    expect(parseSetting('invoices.poNumberField', '1')).toBe('1');
    expect(parseSetting('invoices.poNumberField', '1000000000000123457')).toBe('1000000000000123457');
    expect(() => checkSetting('invoices.poNumberField', 1e18)).toThrow(/allowed/);
    const map = { '1000000000000123457': 'company.taxID', '2': 'Cost centre' };
    expect(parseSetting('customFields.map', JSON.stringify(map))).toEqual(map);
  });

  test('a switch with a third way is true, false or its word', () => {
    for (const key of ['payments.creditCard', 'payments.ach'] as const)
      expect(['company', 'true', 'false'].map((text) => parseSetting(key, text))).toEqual(['company', true, false]);
    expect(['auto', 'true', 'false'].map((text) => parseSetting('items.taxable', text))).toEqual(['auto', true, false]);
  });

  test('which companies a profile serves: one value or several, each kept as a list', () => {
    const text = '{"country":"Germany","ids":[174,"175"],"udf":{"Entity":"North"}}';
    expect(parseSetting('companies.only', text)).toEqual({ country: ['Germany'], ids: ['174', '175'], udf: { Entity: ['North'] } });
    saveText(whose, 'companies.only', text);
    expect(loadSettings(whose).settings.companies.only).toEqual(parseSetting('companies.only', text));
    unsetSetting(whose, 'companies.only');
    expect(loadSettings(whose).settings.companies.only).toBeNull();
  });

  test('a message’s unknown placeholder is named in the refusal; a single brace is text', () => {
    expect(() => parseSetting('invoices.customerMessage', 'Ref {invoiceId} {nonsense}')).toThrow(/at \{nonsense\}.*\{poNumber\}/s);
    expect(parseSetting('invoices.customerMessage', 'Ref {invoiceId}\\n:-{ x')).toBe('Ref {invoiceId}\n:-{ x');
  });

  test('a time zone goes by its IANA name', () => {
    expect(parseSetting('invoices.timeZone', 'Australia/Sydney')).toBe('Australia/Sydney');
    expect(parseSetting('invoices.timeZone', 'UTC')).toBe('UTC');
    expect(parseSetting('invoices.timeZone', '')).toBeNull();
  });

  test('a webhook is called exactly as it was given', () => {
    expect(parseSetting('notify.webhookUrl', 'https://hooks.example.com/a/?token=x')).toBe('https://hooks.example.com/a/?token=x');
    expect(parseSetting('notify.webhookUrl', 'http://127.0.0.1:9/hook')).toBe('http://127.0.0.1:9/hook');
  });

  test('a mistyped key gets the nearest one; a secret is sent where it belongs', () => {
    expect(() => describeSetting('invoices.numbring')).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('invoices.numbering') }),
    );
    expect(() => describeSetting('lookbackdays')).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('invoices.lookBackDays') }),
    );
    expect(() => describeSetting('quickbooks.clientSecret')).toThrow(/secret/);
  });

  test('a password in the ledger’s address is never shown', () => {
    for (const url of ['postgres://me:p@ss/w@db/books', 'postgresql://db/books?user=me&password=p@ss/w'])
      expect(showSetting(url)).not.toContain('ss/w');
    expect(parseSetting('ledger.url', 'postgres://me:secret@db/books')).toBe('postgres://me:secret@db/books');
  });
});
