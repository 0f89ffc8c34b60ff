// Which call of the API a method and path are. Paths are case-insensitive; V2.0 is announced and not there.
import { ENTITIES, findEntity } from './query/fields.ts';
import type { Entity } from './query/fields.ts';
import { bare, wrongVerb } from './refusal.ts';
import type { QueryVerb } from './query/query.ts';

export type Route =
  | { readonly kind: 'zoneInformation' | 'versionInformation' | 'ThresholdInformation' }
  | { readonly kind: 'query' | 'next' | 'count'; readonly entity: Entity; readonly verb: QueryVerb }
  | { readonly kind: 'get' | 'pdf'; readonly entity: Entity; readonly id: number }
  | { readonly kind: 'information' | 'fields' | 'userDefinedFields'; readonly entity: Entity }
  | { readonly kind: 'create'; readonly entity: Entity; readonly parent: { readonly field: string; readonly id: number } | null }
  | { readonly kind: 'write'; readonly entity: Entity; readonly method: 'PATCH' | 'PUT' };

/** One word for the call, as faults and the log name it: `Invoices.query`, `Invoices.patch`. */
export function kindOf(route: Route): string {
  if (!('entity' in route)) return route.kind;
  return `${route.entity.path}.${route.kind === 'write' ? route.method.toLowerCase() : route.kind}`;
}

/** The route of a call; throws 404 or 405 for what isn't there. */
export function findRoute(method: string, path: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  const [root = '', version = '', name = '', ...rest] = parts.map((part) => part.toLowerCase());
  if (root !== 'atservicesrest') throw bare(404);
  if (version === 'versioninformation' && parts.length === 2) return reading(method, { kind: 'versionInformation' });
  if (version !== 'v1.0') throw bare(404);
  if (rest.length === 0 && name === 'zoneinformation') return reading(method, { kind: 'zoneInformation' });
  if (rest.length === 0 && name === 'thresholdinformation') return reading(method, { kind: 'ThresholdInformation' });
  const entity = findEntity(name);
  if (!entity) throw bare(404);
  return entityRoute(method, entity, rest);
}

function entityRoute(method: string, entity: Entity, rest: readonly string[]): Route {
  const [first = '', second = ''] = rest;
  const tail = rest.join('/');
  if (tail === '') return collectionRoute(method, entity);
  if (tail === 'query') return { kind: 'query', entity, verb: queryVerb(method) };
  if (tail === 'query/next') return { kind: 'next', entity, verb: queryVerb(method) };
  if (tail === 'query/count') return { kind: 'count', entity, verb: queryVerb(method) };
  if (tail === 'entityinformation') return reading(method, { kind: 'information', entity });
  if (tail === 'entityinformation/fields') return reading(method, { kind: 'fields', entity });
  if (tail === 'entityinformation/userdefinedfields') return reading(method, { kind: 'userDefinedFields', entity });
  if (!/^\d{1,15}$/.test(first)) throw bare(404);
  if (rest.length === 1) return reading(method, { kind: 'get', entity, id: Number(first) });
  if (rest.length === 2 && second === 'invoicepdf' && entity.path === 'Invoices')
    return reading(method, { kind: 'pdf', entity, id: Number(first) });
  if (rest.length === 2 && second === 'notes' && entity.path === 'Tickets' && method === 'POST')
    return { kind: 'create', entity: ENTITIES.TicketNotes, parent: { field: 'ticketID', id: Number(first) } };
  if (rest.length === 2 && second === 'notes' && entity.path === 'Companies' && method === 'POST')
    return { kind: 'create', entity: ENTITIES.CompanyNotes, parent: { field: 'companyID', id: Number(first) } };
  throw bare(404);
}

// Creating isn't among the sandbox's calls but for tickets, not even where Autotask knows it: the API user has no right to it.
function collectionRoute(method: string, entity: Entity): Route {
  if ((method === 'PATCH' || method === 'PUT') && entity.canUpdate) return { kind: 'write', entity, method };
  if (method === 'POST' && entity.path === 'Tickets') return { kind: 'create', entity, parent: null };
  throw wrongVerb(method);
}

function reading<R extends Route>(method: string, route: R): R {
  if (method !== 'GET') throw wrongVerb(method);
  return route;
}

function queryVerb(method: string): QueryVerb {
  if (method === 'GET' || method === 'POST') return method;
  throw wrongVerb(method);
}
