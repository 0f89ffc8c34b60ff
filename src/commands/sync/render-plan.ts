// Planned documents for the terminal: each as QuickBooks would store it, why, and that its total is Autotask's.
import { isProven, type NamedChoice, type NamedId, type PlannedDocument, type Proof } from '../../core/approval/planned-document.ts';
import type { Preview } from '../../core/approval/preview.ts';
import { paint } from '../terminal/paint.ts';
import { table } from '../format/table.ts';

const COLUMNS = [
  { title: '#', isRight: true },
  { title: 'Item', isFlexible: true },
  { title: 'Description', isFlexible: true },
  { title: 'Quantity', isRight: true },
  { title: 'Price', isRight: true },
  { title: 'Amount', isRight: true },
  { title: 'Tax' },
  { title: 'Class', isFlexible: true },
];

/** One block a document. */
export function renderPreviews(previews: readonly Preview[], width: number): string[] {
  return previews.flatMap((preview) => [...renderPreview(preview, width), '']);
}

function renderPreview(preview: Preview, width: number): string[] {
  const { document } = preview;
  const rows = document.lines.map((line, n) => [
    String(n + 1),
    choiceName(line.item),
    line.description.replaceAll('\n', ' / '),
    line.quantity ?? '',
    line.price ?? '',
    line.amount,
    line.taxCode ?? '',
    line.class?.name ?? '',
  ]);
  const used = COLUMNS.map((_, n) => n < 6 || rows.some((row) => row[n] !== ''));
  const kept = (row: readonly string[]): string[] => row.filter((_, n) => used[n]);
  return [
    paint.bold(heading(preview)),
    ...previewFacts(preview).map(([name, is]) => `  ${paint.dim(name.padEnd(10))}${is.replaceAll('\n', `\n${' '.repeat(12)}`)}`),
    ...table(
      COLUMNS.filter((_, n) => used[n]),
      rows.map(kept),
      width - 2,
    ).map((line) => `  ${line}`),
    ...itemReasons(preview).map((line) => `  ${line}`),
    `  ${renderProof(preview.proof)}`,
  ];
}

/** `Autotask 4711 -> new invoice, number by QuickBooks`. */
export function heading({ autotaskId, autotaskNumber, document }: Preview): string {
  const type = document.type === 'CreditMemo' ? 'credit memo' : 'invoice';
  const number = autotaskNumber === null || autotaskNumber === '' ? '' : ` (${autotaskNumber})`;
  return `Autotask ${autotaskId}${number} -> new ${type} ${document.docNumber ?? '(number by QuickBooks)'}`;
}

/** `Acme (Id 58)`, `Acme (new)`. */
export function choiceName(choice: NamedChoice): string {
  return `${choice.name} (${choice.id === null ? 'new' : `Id ${choice.id}`})`;
}

/** Header fields with the mapping's reasons, for text and HTML alike; fields that are left out aren't named. */
export function previewFacts({ document, mapping }: Preview): (readonly [string, string])[] {
  const due = document.dueDate === null ? '' : `, due ${document.dueDate}`;
  const optional: (readonly [string, string | null])[] = [
    ['currency', document.exchangeRate === null ? document.currency : `${document.currency ?? ''} at ${document.exchangeRate}`],
    ['PO number', document.poNumber],
    ['Custom fields', document.customFields?.map(({ id, value }) => `${id}: ${value}`).join(', ') ?? null],
    ['message', document.message],
    ['memo', document.memo],
    ['ship to', document.shipTo],
    ['options', flags(document)],
  ];
  return [
    ['customer', `${choiceName(document.customer)}: ${mapping.customer}`],
    ['number', withReason(document.docNumber, mapping.number)],
    ['date', `${document.date}${due}`],
    ['terms', withReason(namedText(document.term), mapping.term)],
    ['class', withReason(namedText(document.class), mapping.class)],
    ['tax', mapping.tax],
    ...optional.flatMap(([name, is]) => (is === null || is === '' ? [] : [[name, is] as const])),
  ];
}

function withReason(is: string | null, why: string): string {
  return is === null ? why : `${is}: ${why}`;
}

function namedText(one: NamedId | null): string | null {
  return one === null ? null : `${one.name} (Id ${one.id})`;
}

function flags(document: PlannedDocument): string {
  return [
    document.isMailed ? `mailed by QuickBooks${document.email === '' ? '' : ` to ${document.email}`}` : 'not mailed',
    ...onlinePayment(document),
  ].join(', ');
}

function onlinePayment({ allowsCard, allowsAch }: PlannedDocument): string[] {
  if (allowsCard === null && allowsAch === null) return ['online payment as the company has it set in QuickBooks'];
  const said = (what: string, isAllowed: boolean | null): string[] =>
    isAllowed === null ? [`${what} as the company has it set`] : isAllowed ? [what] : [];
  return [...said('card payment', allowsCard), ...said('bank payment (ACH)', allowsAch)];
}

/** Why each item: said once for lines that share the reason. */
export function itemReasons({ document, mapping }: Preview): string[] {
  const lines = new Map<string, number[]>();
  document.lines.forEach((line, n) => {
    const why = `${choiceName(line.item)}: ${mapping.items[n] ?? ''}`;
    lines.set(why, [...(lines.get(why) ?? []), n + 1]);
  });
  return [...lines].map(([why, at]) => `${at.length === 1 ? 'line' : 'lines'} ${at.join(', ')}: ${why}`);
}

/** The sums, with what Autotask says beside them. */
export function proofText(proof: Proof): string {
  const count = proof.lines === 1 ? '1 line makes' : `${proof.lines} lines make`;
  const net = isProven(proof)
    ? `${count} ${proof.sum} = Autotask's net ${proof.autotaskNet}`
    : `${count} ${proof.sum}, Autotask's net is ${proof.autotaskNet} (${proof.difference})`;
  if (proof.expectedTax === null) return `${net}; tax by QuickBooks (Autotask: ${proof.autotaskTax})`;
  return `${net}; tax ${proof.expectedTax} (Autotask: ${proof.autotaskTax}); total ${proof.expectedTotal ?? ''}`;
}

function renderProof(proof: Proof): string {
  return isProven(proof) ? paint.green(proofText(proof)) : paint.yellow(proofText(proof));
}
