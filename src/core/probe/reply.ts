// An answer as the questions read it, and JSON that may be none.
import type { ProbeReply } from './types.ts';

export function replyOf({ status, headers, text }: Omit<ProbeReply, 'json'>): ProbeReply {
  return { status, headers, json: parsed(text), text };
}

/** undefined: it is no JSON. */
export function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined; // a page, XML, a PDF, half an answer: the question looks at the text
  }
}
