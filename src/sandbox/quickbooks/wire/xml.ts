// Answers for callers that didn't ask for JSON: QuickBooks then writes XML.
import { isJson, shown, type Json } from '../values.ts';

const NAMESPACE = 'http://schema.intuit.com/finance/v3';
// These are attributes in XML.
const ATTRIBUTES = new Set(['domain', 'sparse', 'status', 'type', 'code', 'element', 'startPosition', 'maxResults', 'totalCount']);

/** The whole answer as an `IntuitResponse`. */
export function toXml(body: Json): string {
  const { time, ...rest } = body;
  const stamp = typeof time === 'string' ? ` time="${escape(time)}"` : '';
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse xmlns="${NAMESPACE}"${stamp}>${members(rest)}</IntuitResponse>`;
}

function members(body: Json): string {
  return Object.entries(body)
    .map(([name, value]) => (Array.isArray(value) ? value.map((item) => element(name, item)).join('') : element(name, value)))
    .join('');
}

function element(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (!isJson(value)) return `<${name}>${escape(shown(value))}</${name}>`;
  // A reference is its value, its name an attribute.
  if (name.endsWith('Ref') && typeof value['value'] === 'string') {
    const label = typeof value['name'] === 'string' ? ` name="${escape(value['name'])}"` : '';
    return `<${name}${label}>${escape(value['value'])}</${name}>`;
  }
  const attributes = Object.entries(value).filter(([key, inner]) => ATTRIBUTES.has(key) && !isJson(inner));
  const inner = Object.fromEntries(Object.entries(value).filter(([key, inner]) => !ATTRIBUTES.has(key) || isJson(inner)));
  return `<${name}${attributes.map(([key, text]) => ` ${key}="${escape(shown(text))}"`).join('')}>${members(inner)}</${name}>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
