// Settings that contradict each other. What depends on the connected systems is checked where they are read, not here.
import { ConfigError } from '../../core/errors.ts';
import type { Settings } from '../../core/settings.ts';

/** The contradictions among the settings, each with the command that solves it; empty where there is none. */
export function contradictions(settings: Settings): ConfigError[] {
  const found: ConfigError[] = [];
  const { payments } = settings;
  if (payments.creditCardOnlyWithDefaultMethod && payments.creditCard !== true)
    found.push(
      new ConfigError(
        `payments.creditCardOnlyWithDefaultMethod can’t be true while payments.creditCard is ${payments.creditCard}; allowed: false, or both true`,
        'at2qbo settings set payments.creditCard true',
      ),
    );
  const { poNumberField } = settings.invoices;
  if (poNumberField !== null && Object.hasOwn(settings.customFields.map, poNumberField))
    found.push(
      new ConfigError(
        `customFields.map can’t fill the custom field ${poNumberField}, which invoices.poNumberField has; allowed: each field once`,
        'at2qbo settings unset invoices.poNumberField, or give customFields.map another field',
      ),
    );
  if (settings.secrets.store === 'ledger' && settings.ledger.url === null)
    found.push(
      new ConfigError(
        'secrets.store can’t be ledger while ledger.url is unset: the SQLite file is on one host alone; allowed: file',
        'at2qbo settings set ledger.url postgres://USER@HOST/DATABASE',
      ),
    );
  return found;
}

/** Throws the first contradiction. */
export function checkTogether(settings: Settings): void {
  const [first] = contradictions(settings);
  if (first) throw first;
}
