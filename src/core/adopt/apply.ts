// Links invoices with documents that were sent before at2qbo: rows of the ledger, and the customer of each company.
import type { Adoption, AdoptOptions } from './types.ts';
import { instantAt } from '../dates.ts';
import { documentName } from '../model/document.ts';
import type { RunPorts } from '../run/context.ts';
import type { Ties } from '../facts/ties.ts';
import { keepReadTies, readTies } from '../transfer/ties.ts';
import { newTransfer, savedPart } from '../transfer/ledger-row.ts';

/** Links what matched: rows in the state `done`, so that no run ever sends these again. */
export async function linkAdoptions(adoptions: readonly Adoption[], ports: RunPorts, options: AdoptOptions): Promise<number> {
  // Before anything is linked: the rows made below are no ledger of before there were ties.
  const ties = await readTies(ports, options.settings);
  let linked = 0;
  for (const one of adoptions) {
    if (one.kind !== 'matched') continue;
    const at = instantAt(ports.clock.now());
    const base = newTransfer({ invoice: one.invoice, company: one.company }, one.document.type, 0, {
      clock: ports.clock,
      digest: ports.digest,
      profile: options.profile,
      runId: options.runId,
    });
    await ports.ledger.save(
      { ...base, ...savedPart(one.document), state: 'done', wasAdopted: true, updatedAt: at },
      { what: `linked by adopt: ${documentName(one.document)}, ${one.by}` },
    );
    linked += 1;
  }
  await tieCompanies(adoptions, ties, ports, options);
  await ports.ledger.clearOutcomes(adoptions.flatMap((one) => (one.kind === 'matched' ? [one.invoice.id] : [])));
  return linked;
}

/** A company is the customer of its newest document that was linked, whatever either is called from now on. */
async function tieCompanies(adoptions: readonly Adoption[], ties: Ties, ports: RunPorts, { settings }: AdoptOptions): Promise<void> {
  await keepReadTies(ties, ports.ledger, settings);
  const matched = adoptions
    .flatMap((one) => (one.kind === 'matched' ? [one] : []))
    .toSorted((a, b) => (a.invoice.date < b.invoice.date ? -1 : 1));
  for (const { invoice, company, document } of matched) {
    if (ties.customerOf(invoice.companyId)?.quickBooksId === document.customerId) continue;
    ties.add({
      kind: 'customer',
      autotaskId: invoice.companyId,
      quickBooksId: document.customerId,
      autotaskName: company,
      quickBooksName: document.customerName,
      by: settings.customers.map[String(invoice.companyId)] === document.customerId ? 'map' : 'adopt',
      at: instantAt(ports.clock.now()),
    });
  }
  await ports.ledger.saveTies(ties.all());
}
