// `at2qbo settings describe KEY`: what a setting means, what it may be, what it is now.
// And where that comes from, with an example.
import { variableOf } from '../../config/env.ts';
import { loadSettings } from '../../config/store/load.ts';
import { chooseProfile } from '../../config/paths.ts';
import type { SettingKey } from '../../config/schema/schema.ts';
import { describeSetting, requireKey, showSetting } from '../../config/schema/values.ts';
import { shellWord } from '../format/shell.ts';
import { wrap } from '../format/wrap.ts';
import { EXIT } from '../program/exit.ts';
import type { Invocation } from '../program/spec.ts';
import { paint } from '../terminal/paint.ts';
import { jsonOf, oneLine } from './list.ts';

/** Of the settings that a list of choices or the default doesn't show. */
const EXAMPLES: Partial<Record<SettingKey, string>> = {
  'quickbooks.realmId': '9341452718281828',
  'quickbooks.clientId': 'ABc1dEfGhIjKlMnOpQrStUvWxYz',
  'quickbooks.redirectUri': 'https://books.example.com/at2qbo',
  'autotask.username': 'api@example.com',
  'invoices.goLiveDate': '2026-08-01',
  'invoices.numberPrefix': 'AT-',
  'invoices.customerMessage': 'Your order {poNumber}, {from} to {to}',
  'invoices.poNumberField': '1',
  'invoices.timeZone': 'America/New_York',
  'invoices.defaultClass': '5000000000000007280',
  'invoices.roundingLimit': '0.05',
  'items.incomeAccount': '79',
  'items.accounts': '{"1":"79","11":"82"}',
  'items.names': '{"11":"Recurring service"}',
  'items.defaultItem': '21',
  'items.roundingItem': '34',
  'customers.map': '{"173":"58"}',
  'customers.overrides': '{"173":{"email":false,"terms":"3"}}',
  'terms.map': '{"Net 30 days":"3"}',
  'customFields.map': '{"2":"company.companyNumber"}',
  'companies.only': '{"classification":["Managed"]}',
  'tax.codes': '{"Quebec":"6"}',
  'tax.untaxedCode': '3',
  'tax.tolerance': '0.02',
  'linesOfBusiness.classes': '{"29682885":"5000000000000007280"}',
  'notify.ticket': '{"queue":"Billing","priority":"High"}',
  'notify.webhookUrl': 'https://hooks.example.com/at2qbo',
  'notify.healthcheckUrl': 'https://hc-ping.com/your-uuid',
  'mail.host': 'smtp.example.com',
  'mail.user': 'reports@example.com',
  'mail.from': 'Books <books@example.com>',
  'mail.to': 'pat@example.com, kim@example.com',
  'mail.cc': 'kim@example.com',
  'ledger.url': 'postgres://at2qbo@db.example.com/at2qbo',
  'secrets.keyCommand': '["pass","show","at2qbo"]',
  'schedule.quietHours': '22-6',
  'schedule.closingMinutes': '60',
  'endpoints.autotask': 'https://webservices5.autotask.net/atservicesrest',
  'endpoints.quickbooks': 'https://quickbooks.api.intuit.com',
  'endpoints.intuitOAuth': 'https://oauth.example.com',
};

export async function run({ io, globals, args }: Invocation): Promise<number> {
  const key = requireKey(args[0] ?? '');
  const loaded = loadSettings({ profile: chooseProfile(globals.profile, io.env), env: io.env });
  if (globals.json) {
    io.json({ key, ...jsonOf(key, loaded), example: exampleOf(key), variable: variableOf(key) });
    return Promise.resolve(EXIT.done);
  }
  const { help, allowed, initial } = describeSetting(key);
  const places = { file: loaded.paths.config, environment: variableOf(key), default: 'nowhere: it is the default' };
  const rows: readonly (readonly [string, string])[] = [
    ['Meaning', help],
    ['Allowed', allowed],
    ['Default', oneLine(showSetting(initial))],
    ['Now', oneLine(showSetting(loaded.values[key]))],
    ['Set in', places[loaded.source[key]]],
    ['Example', `at2qbo settings set ${key} ${shellWord(exampleOf(key))}`],
    ['For one run', `${variableOf(key)}=… at2qbo sync`],
  ];
  io.out(paint.bold(key));
  for (const [title, text] of rows) {
    const lines = title === 'Example' ? [text] : wrap(text, Math.max(30, io.width - 15));
    for (const [n, line] of lines.entries()) io.out(`  ${(n === 0 ? title : '').padEnd(12)} ${line}`);
  }
  return Promise.resolve(EXIT.done);
}

/** A value that it may have, another than the default where that tells more. */
export function exampleOf(key: SettingKey): string {
  const { choices, initial } = describeSetting(key);
  const shown = EXAMPLES[key] ?? choices?.find((one) => one !== showSetting(initial));
  return shown ?? showSetting(initial);
}
