// Whose books a report is about, also where this call never read them: remembered by each run that did.
import { z } from 'zod';
import { At2qboError } from '../../core/errors.ts';
import type { Books } from '../../core/run/outcome.ts';
import type { Context } from '../context/context.ts';

const KEY = 'books';
const schema = z.object({ company: z.string(), currency: z.string() });

/** Writes only where it changed. */
export async function rememberBooks(context: Context, { company, currency }: Books): Promise<void> {
  const text = JSON.stringify({ company, currency });
  const ledger = context.ledger();
  if ((await ledger.recall(KEY)) !== text) await ledger.remember(KEY, text);
}

/** null: no run has read them yet, or the ledger can't be read. */
export async function recallBooks(context: Context): Promise<Books | null> {
  try {
    const text = await context.ledger().recall(KEY);
    return text === null ? null : schema.parse(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof At2qboError || cause instanceof SyntaxError || cause instanceof z.ZodError) return null;
    throw cause;
  }
}
