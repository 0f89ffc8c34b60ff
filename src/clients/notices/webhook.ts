// Posts a run and its holds to an address of the customer: plain JSON, or the form that Slack and Teams show.
import type { Clock } from '../../core/ports.ts';
import { NetworkFailure } from '../http/network-failure.ts';
import { createHttp } from '../http/http.ts';

/** One thing to say: `text` for people, `data` for programs. */
export interface WebhookEvent {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const LIMIT_MS = 10_000;
const TRIES = 2;
const PAUSE_MS = 500;

/** null: it was taken. Else why not; never the address, which is a secret of its own. */
export async function postWebhook(
  url: string,
  event: WebhookEvent,
  { clock, userAgent }: { readonly clock: Clock; readonly userAgent: string },
): Promise<string | null> {
  const http = createHttp({ clock, userAgent, maxBytes: 64 * 1024 });
  let trouble = '';
  for (let left = TRIES; left > 0; left -= 1) {
    try {
      const { status } = await http({
        service: 'webhook',
        kind: 'webhook',
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(formOf(url, event)),
        timeoutMs: LIMIT_MS,
      });
      if (status >= 200 && status < 300) return null;
      trouble = `it answered ${status}`;
      if (status < 500 && status !== 429) return trouble;
    } catch (cause) {
      if (!(cause instanceof NetworkFailure)) throw cause;
      trouble = cause.message;
    }
    if (left > 1) await clock.sleep(PAUSE_MS);
  }
  return trouble;
}

/** By the host: Slack's incoming webhooks, Teams' (and the workflows that took their place), else the data as they are. */
export function formOf(url: string, { text, data }: WebhookEvent): unknown {
  const { hostname } = new URL(url);
  if (hostname === 'hooks.slack.com') return { text };
  if (/\.webhook\.office\.com$|\.logic\.azure\.com$|\.powerplatform\.com$/.test(hostname)) {
    const body = text.split('\n').map((line) => ({ type: 'TextBlock', text: line, wrap: true }));
    const content = { $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.4', body };
    return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] };
  }
  return data;
}
