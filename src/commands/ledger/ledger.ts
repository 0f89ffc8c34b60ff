// `at2qbo ledger`: where the ledger of a profile is, and how much is in it.
import { sumLedger } from '../../clients/ledger/move.ts';
import { maskPassword } from '../../config/endpoint.ts';
import { withContext } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import { table } from '../format/table.ts';
import type { Invocation } from '../program/spec.ts';

export async function run(invocation: Invocation): Promise<number> {
  const { io, globals } = invocation;
  return withContext(invocation, async (context) => {
    const { url } = context.settings.ledger;
    const where = url === null ? context.paths.ledger : maskPassword(url);
    const tables = await sumLedger(context.ledger().store, context.profile);
    if (globals.json) {
      io.json({ profile: context.profile, kind: url === null ? 'sqlite' : 'postgresql', where, tables });
      return EXIT.done;
    }
    io.out(where);
    const rows = tables.map((one) => [one.table, String(one.rows)]);
    for (const line of table([{ title: 'Table' }, { title: 'Rows', isRight: true }], rows, io.width)) io.out(line);
    return EXIT.done;
  });
}
