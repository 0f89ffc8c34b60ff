// Headers as they are now, asked for together.
import { expect, test } from 'vitest';
import { FreshHeaders } from '../../src/core/fresh.ts';
import { invoiceId, type SourceInvoice } from '../../src/core/model.ts';
import type { InvoiceQuery } from '../../src/core/ports.ts';

const header = (id: number): SourceInvoice => ({ id: invoiceId(id) }) as SourceInvoice;

test('those who ask while a question is under way share the next one', async () => {
  const questions: number[][] = [];
  const fresh = new FreshHeaders({
    invoices: async (query: InvoiceQuery) => {
      const ids = query.kind === 'ids' ? query.ids.map(Number) : [];
      questions.push(ids);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return ids.filter((id) => id !== 3).map(header);
    },
  });
  const first = fresh.read(invoiceId(1));
  await Promise.resolve();
  await Promise.resolve();
  const rest = [2, 3, 4].map((id) => fresh.read(invoiceId(id)));
  expect((await first)?.id).toBe(1);
  expect((await Promise.all(rest)).map((one) => one?.id ?? null)).toEqual([2, null, 4]);
  expect(questions).toEqual([[1], [2, 3, 4]]);
});

test('a question that fails fails for all who asked it, and the next one is asked again', async () => {
  let isDown = true;
  const fresh = new FreshHeaders({
    invoices: async () => {
      if (isDown) throw new Error('down');
      return [header(1)];
    },
  });
  await expect(Promise.all([fresh.read(invoiceId(1)), fresh.read(invoiceId(2))])).rejects.toThrow('down');
  isDown = false;
  expect((await fresh.read(invoiceId(1)))?.id).toBe(1);
});
