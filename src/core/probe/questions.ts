// Every question there is, a file a subject.
import type { AutotaskStage, Question, QuickBooksStage } from './types.ts';
import { READS } from './autotask/reads.ts';
import { WRITES } from './autotask/writes.ts';
import { CHANGES } from './quickbooks/changes.ts';
import { FAULTS } from './quickbooks/faults.ts';
import { FIELDS } from './quickbooks/fields.ts';
import { HEADERS } from './quickbooks/headers.ts';
import { LISTS } from './quickbooks/lists.ts';
import { MAIL } from './quickbooks/mail.ts';
import { MONEY } from './quickbooks/money.ts';
import { NAMES } from './quickbooks/names.ts';
import { NUMBERS } from './quickbooks/numbers.ts';
import { REQUEST_ID } from './quickbooks/request-id.ts';
import { TAX } from './quickbooks/tax.ts';
import { VOID } from './quickbooks/void.ts';

export const QUICKBOOKS_QUESTIONS: readonly Question<QuickBooksStage>[] = [
  ...LISTS,
  ...TAX,
  ...MONEY,
  ...MAIL,
  ...VOID,
  ...REQUEST_ID,
  ...NUMBERS,
  ...NAMES,
  ...FIELDS,
  ...CHANGES,
  ...FAULTS,
  ...HEADERS,
];

export const AUTOTASK_QUESTIONS: readonly Question<AutotaskStage>[] = [...READS, ...WRITES];
