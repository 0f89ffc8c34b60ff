// What the demo prints, step by step.
import type { Outcome } from '../../core/run/outcome.ts';
import type { Claim } from './accounts.ts';
import { paint } from '../terminal/paint.ts';
import type { RunDocument } from '../run/render-json.ts';
import { wrap } from '../format/wrap.ts';

/** The parts of the story, in their order. */
export interface DemoStory {
  begin(invoices: number, companies: number): string[];
  connected(company: string): string[];
  first(): string[];
  /** Why some were rightly not sent: the run itself says only how many. */
  skipped(outcomes: readonly Outcome[]): string[];
  second(): string[];
  repeated(run: RunDocument): string[];
  end(claims: readonly Claim[], run: RunDocument): string[];
}

const NEXT = [
  ['connect', 'connect your own Autotask and QuickBooks; it sends nothing'],
  ['sync --dry-run', 'see what would be sent, and write nothing anywhere'],
  ['sandbox --profile trial', 'keep this pair running with a profile connected to it, to try every command'],
] as const;

/** The story, fitted to the width of the terminal. `program`: what a person types to call it. */
export function renderDemo(width: number, program: string): DemoStory {
  const text = (line: string): string[] => wrap(line, width);
  const title = (line: string): string[] => ['', ...text(line).map((one) => paint.bold(one))];
  return {
    begin: (invoices, companies) => [
      ...text(
        'A built-in Autotask and a built-in QuickBooks Online, on this machine alone: no account, no network, nothing of yours is read or changed.',
      ),
      ...title('1. The month'),
      ...text(`Autotask has ${invoices} invoices for ${companies} companies. QuickBooks has none of them.`),
    ],
    connected: (company) => [...title('2. at2qbo connect'), ...text(`Connected to Autotask, and to QuickBooks company ${company}.`)],
    first: () => [...title('3. at2qbo sync'), ...text('Sends at the pace that QuickBooks allows: a quarter of a minute.'), ''],
    skipped: (outcomes) => {
      const lines = outcomes
        .filter((one) => one.outcome === 'skipped')
        .flatMap((one) => text(`${one.invoiceId}, ${one.company}: ${one.reasons.map((why) => why.message).join(' ')}`));
      return lines.length === 0 ? [] : ['', paint.bold('Skipped:'), ...lines];
    },
    second: () => title('4. at2qbo sync, once more'),
    repeated: (run) =>
      text(
        `${run.totals['created'] ?? 0} created: what was sent is marked in Autotask and known to the ledger. ` +
          `${run.totals['held'] ?? 0} still wait for a person, ${run.totals['skipped'] ?? 0} for their time.`,
      ),
    end: (claims, run) => [
      ...title('Every invoice accounted for'),
      ...claims.flatMap((claim) => {
        const mark = claim.holds ? paint.green('ok') : paint.red('NOT SO');
        return wrap(claim.text, width - 4).map((line, n) => (n === 0 ? `${mark}  ${line}` : `    ${line}`));
      }),
      ...text(
        `Calls: ${run.calls.autotask} to Autotask, ${run.calls.quickbooksReads} reads and ${run.calls.quickbooksWrites} writes to QuickBooks.`,
      ),
      ...title('What now'),
      ...NEXT.flatMap(([command, does]) => [
        `  ${paint.cyan(`${program} ${command}`)}`,
        ...wrap(does, width - 6).map((one) => `      ${one}`),
      ]),
    ],
  };
}
