// What scripts may import as `at2qbo/core`: the pure half, from facts to a plan, and the types it is made of.
// It reads and writes nothing.
export { buildCatalog, type Catalog } from './facts/catalog.ts';
export type { Instant, LocalDate } from './dates.ts';
export { draftInvoice, type DraftResult, type Drafted } from './transfer/plan/draft.ts';
export type * from './model.ts';
export { billingCodeId, companyId, invoiceId, quickBooksId } from './model.ts';
export { money, text, type Money } from './money.ts';
export type { Outcome, OutcomeKind } from './run/outcome.ts';
export { buildPlan, type PlanFacts, type Planned } from './transfer/plan/plan.ts';
export { REASONS, type Reason, type ReasonCode } from './reasons.ts';
export type { Settings } from './settings.ts';
export type { Source, SourceLists } from './facts/source.ts';
export { expectationOf, verifySaved, type Verification } from './transfer/send/verify.ts';
export { type Expectation } from './matching/same-document.ts';
