// The built program over HTTP, in each numbering mode: a month arrives once, every invoice is accounted for.
import { expect, test } from 'vitest';
import { connectedWorld } from './support.ts';

test('a month arrives', async () => {
  const world = await connectedWorld();
  try {
    const t = Date.now();
    const done = await world.sync();
    console.log(done.code, done.json().totals, done.json().calls, Date.now() - t);
    for (const i of done.json().invoices)
      if (i.outcome !== 'created') console.log(i.autotaskId, i.company, i.outcome, JSON.stringify(i.reasons));
    console.log(JSON.stringify(world.sandbox.month.expectations).slice(0, 3000));
    expect(done.code).toBe(1);
  } finally {
    await world.close();
  }
});
