// Present custom fields (long ids) are written and shown only where a call asks for them.
// The three old ones always are.
import type { Call, Transport } from './transport.ts';

const INCLUDE = { include: 'enhancedAllCustomFields' } as const;
const DOCUMENT_CALL = /^(?:Invoice|CreditMemo)\.query$|^(?:invoice|creditmemo)\.(?:create|read|void|send)$/;

/** The same transport, asking for present custom fields wherever an answer holds a document. */
export function withPresentFields(transport: Transport): Transport {
  return <T>(call: Call<T>) => transport(DOCUMENT_CALL.test(call.kind) ? { ...call, query: { ...call.query, ...INCLUDE } } : call);
}
