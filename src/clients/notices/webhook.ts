// Posts a run and its holds to an address of the customer: plain JSON, or the form that Slack and Teams show.
import { deliver, type DeliveryOptions } from './delivery.ts';

/** One thing to say: `text` for people, `data` for programs. */
export interface WebhookEvent {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** null: it was taken. Else why not; never the address, which is a secret of its own. */
export function postWebhook(url: string, event: WebhookEvent, options: DeliveryOptions): Promise<string | null> {
  const body = JSON.stringify(formOf(url, event));
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return deliver({ service: 'webhook', kind: 'webhook', method: 'POST', url, headers, body }, options);
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
