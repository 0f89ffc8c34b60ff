// How Autotask refuses: mostly with 500 and a text, sometimes in the framework's own words, sometimes with nothing.
import type { Answer } from '../faults.ts';

/** Thrown inside the sandbox to end a call with a refusal. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: string;
  constructor(status: number, body: string) {
    super(`${status} ${body}`);
    this.name = 'Refusal';
    this.status = status;
    this.body = body;
  }
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };

/** 500 (or another status) with `{"errors":[…]}`. */
export function errors(text: string, status = 500): Refusal {
  return new Refusal(status, JSON.stringify({ errors: [text] }));
}

/** A refusal in the framework's words: `{"Message":…}`. */
export function frameworkMessage(status: number, text: string): Refusal {
  return new Refusal(status, JSON.stringify({ Message: text }));
}

export function wrongVerb(method: string): Refusal {
  return frameworkMessage(405, `The requested resource does not support http method '${method}'.`);
}

/** Status and no body. */
export function bare(status: number): Refusal {
  return new Refusal(status, '');
}

export function json(body: string, status = 200): Answer {
  return { status, headers: JSON_HEADERS, body };
}

export function refused(refusal: Refusal): Answer {
  return { status: refusal.status, headers: refusal.body === '' ? {} : JSON_HEADERS, body: refusal.body };
}
