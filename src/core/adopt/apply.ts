// Links what matched: ledger rows in the state `done`, so that no run ever sends these again.
import type { Adoption, AdoptOptions } from './types.ts';
import { instantAt } from '../dates.ts';
import { documentName } from '../model/document.ts';
import type { RunPorts } from '../run/context.ts';
import { newTransfer, savedPart } from '../transfer/ledger-row.ts';

/** Links what matched: rows in the state `done`, so that no run ever sends these again. */
export async function linkAdoptions(adoptions: readonly Adoption[], ports: RunPorts, options: AdoptOptions): Promise<number> {
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
  await ports.ledger.clearOutcomes(adoptions.flatMap((one) => (one.kind === 'matched' ? [one.invoice.id] : [])));
  return linked;
}
