// What the checks of the settings look at: both services' lists beside the settings.
import type { Catalog } from '../facts/catalog.ts';
import type { Account, CompanyId, LineOfBusiness, SourceTax } from '../model.ts';
import type { AutotaskAccess } from '../ports.ts';
import type { Settings } from '../settings.ts';

/** What the checks are made from. Lists that no setting calls for may be empty. */
export interface SettingsFacts {
  readonly settings: Settings;
  /** Milliseconds. */
  readonly now: number;
  readonly catalog: Catalog;
  /** The account of items.incomeAccount; null: QuickBooks doesn't have it. */
  readonly incomeAccount: Account | null;
  readonly access: AutotaskAccess;
  readonly linesOfBusiness: readonly LineOfBusiness[];
  readonly taxes: readonly SourceTax[];
  /** Of the companies that the settings name, those that Autotask shows: id -> name. */
  readonly companies: ReadonlyMap<CompanyId, string>;
  /** Why the mail server can't be reached; null: it can, or none is set. */
  readonly mailTrouble: string | null;
}
