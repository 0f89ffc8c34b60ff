// What the rules of the document found: lines, number, customer, items, terms, class, tax, each with its values.
import type { Catalog } from '../facts/catalog.ts';
import { completeLines } from '../rules/complete-lines.ts';
import type { DraftResult } from '../transfer/plan/draft.ts';
import { type RuleFinding, stop } from './finding.ts';
import { cents, plain, sum, text } from '../money.ts';
import { counted } from '../words.ts';
import { proveTotal } from '../approval/planned-document.ts';
import { isWarning, type Reason } from '../reasons.ts';
import { passesFilter } from '../rules/document/class.ts';
import { chooseCustomer } from '../rules/customer.ts';
import type { Decision } from '../rules/decision.ts';
import { chooseItem } from '../rules/item.ts';
import { documentNumber } from '../rules/document/number.ts';
import type { Settings } from '../settings.ts';
import type { Source } from '../facts/source.ts';
import { expectationOf } from '../transfer/send/verify.ts';

export function explainDocument(source: Source, result: DraftResult, catalog: Catalog, settings: Settings): RuleFinding[] {
  const filter = passesFilter(source, settings);
  const own: RuleFinding[] = [
    filter.verdict === 'send'
      ? ok('line of business', settings.linesOfBusiness.filter === 'off' ? 'the filter is off' : 'its lines are selected')
      : stop('line of business', [filter.reason]),
    linesRule(source),
    decision('number', documentNumber(source.invoice, settings), (number) => number ?? 'QuickBooks gives the next one'),
    decision('customer', chooseCustomer(source, catalog, settings), (choice) =>
      'existing' in choice
        ? `${choice.existing.displayName} (Id ${choice.existing.id})`
        : `${choice.create.displayName}, which would be created`,
    ),
    itemsRule(source, catalog, settings),
  ];
  if ('holds' in result) {
    // What the rules above don't say themselves: tax, classes, closed books, a total below zero.
    const said = new Set(own.flatMap((one) => (one.verdict === 'stop' ? one.found.split('\n') : [])));
    return [...own, ...result.holds.filter((hold) => !said.has(hold.message)).map((hold) => stop(hold.code, [hold]))];
  }
  const { drafted } = result;
  const planned = {
    action: 'create',
    invoice: source.invoice,
    company: '',
    source,
    drafted,
    expectation: expectationOf(source, drafted),
    generation: 0,
    before: null,
    reasons: [],
  } as const;
  const mapping = drafted.why;
  const proof = proveTotal(planned);
  const tax =
    proof.expectedTax === null
      ? `Autotask charges ${proof.autotaskTax}`
      : `${proof.expectedTax}, and Autotask charges ${proof.autotaskTax}`;
  return [
    ...own.map((one) => (one.rule === 'customer' && one.verdict === 'ok' ? { ...one, found: `${one.found}: ${mapping.customer}` } : one)),
    ok('terms', mapping.term),
    ok('class', mapping.class),
    ok('tax', `${tax}: ${mapping.tax}`),
    ...drafted.remarks
      .filter(isWarning)
      .map((why): RuleFinding => ({ rule: why.code, verdict: 'note', found: why.message, fix: why.fix, codes: [why.code] })),
  ];
}

const ok = (rule: string, found: string): RuleFinding => ({ rule, verdict: 'ok', found, fix: '', codes: [] });

function decision<T>(rule: string, is: Decision<T>, say: (value: T) => string): RuleFinding {
  return 'holds' in is ? stop(rule, is.holds) : ok(rule, say(is.value));
}

function linesRule(source: Source): RuleFinding {
  const complete = completeLines(source.invoice, source.lines);
  if ('hold' in complete) return stop('lines', [complete.hold]);
  const made = sum(complete.lines.map((line) => line.net));
  const total = made.eq(cents(made)) ? text(made) : plain(made);
  return ok(
    'lines',
    `${counted(source.lines.length, 'line makes', 'lines make')} ${total}; the header says ${text(source.invoice.net)} before tax and ${text(source.invoice.tax)} tax`,
  );
}

function itemsRule(source: Source, catalog: Catalog, settings: Settings): RuleFinding {
  const holds: Reason[] = [];
  const names = new Set<string>();
  for (const line of source.lines) {
    const choice = chooseItem(line, source, catalog, settings);
    if ('holds' in choice) holds.push(...choice.holds.filter((hold) => !holds.some((known) => known.message === hold.message)));
    else names.add('existing' in choice.value ? choice.value.existing.fullName : `${choice.value.create.name} (would be created)`);
  }
  return holds.length > 0 ? stop('items', holds) : ok('items', [...names].join(', ') || 'none');
}
