// Headers as they are now, asked for together.
import { expect, test } from 'vitest';
import { FreshHeaders, groupSize } from '../../../src/core/transfer/send/fresh-headers.ts';
import { invoiceId, type SourceInvoice } from '../../../src/core/model.ts';
import type { InvoiceQuery } from '../../../src/core/ports.ts';

const header = (id: number): SourceInvoice => ({ id: invoiceId(id) }) as SourceInvoice;
let time = 0;
const clock = { now: () => time };

/** Answers at once and keeps the questions. */
function answering(): { readonly fresh: FreshHeaders; readonly questions: number[][] } {
  const questions: number[][] = [];
  const invoices = async (query: InvoiceQuery): Promise<SourceInvoice[]> => {
    const ids = query.kind === 'ids' ? query.ids.map(Number) : [];
    questions.push(ids);
    return ids.map(header);
  };
  return { fresh: new FreshHeaders({ invoices }, clock), questions };
}
const ids = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

test('those who ask while a question is under way share the next one', async () => {
  const questions: number[][] = [];
  const fresh = new FreshHeaders(
    {
      invoices: async (query: InvoiceQuery) => {
        const ids = query.kind === 'ids' ? query.ids.map(Number) : [];
        questions.push(ids);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return ids.filter((id) => id !== 3).map(header);
      },
    },
    clock,
  );
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
  const fresh = new FreshHeaders(
    {
      invoices: async () => {
        if (isDown) throw new Error('down');
        return [header(1)];
      },
    },
    clock,
  );
  await expect(Promise.all([fresh.read(invoiceId(1)), fresh.read(invoiceId(2))])).rejects.toThrow('down');
  isDown = false;
  expect((await fresh.read(invoiceId(1)))?.id).toBe(1);
});

test('documents of a long run wait for each other, so that reads grow by the page', async () => {
  const { fresh, questions } = answering();
  fresh.expect(ids(1, 1000).map(invoiceId));
  const all = ids(1, 1000).map((id) => fresh.read(invoiceId(id)));
  await Promise.all(all.slice(0, groupSize(1000)));
  fresh.hurry();
  expect((await Promise.all(all)).map((one) => one?.id)).toEqual(ids(1, 1000));
  expect(questions.length).toBeLessThan(25);
});

test('the last ones are not left waiting for company that never comes', async () => {
  const { fresh, questions } = answering();
  fresh.expect(ids(1, 1000).map(invoiceId));
  const two = [1, 2].map((id) => fresh.read(invoiceId(id)));
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(questions).toEqual([]);
  fresh.hurry();
  expect((await Promise.all(two)).map((one) => one?.id)).toEqual([1, 2]);
});

test('a stale header is read again together with those that come next, and no answer is used longer than thirty-five seconds', async () => {
  time = 0;
  const { fresh, questions } = answering();
  fresh.expect(ids(1, 1000).map(invoiceId));
  time = 40_000;
  fresh.reached(invoiceId(300));
  await Promise.all(ids(300, 16).map((id) => fresh.recent(invoiceId(id))));
  expect(questions).toEqual([ids(300, questions[0]?.length ?? 0)]);
  time = 74_000;
  await fresh.recent(invoiceId(400));
  expect(questions).toHaveLength(1);
  time = 76_000;
  fresh.reached(invoiceId(401));
  await fresh.recent(invoiceId(401));
  expect(questions).toHaveLength(2);
});
