// Tickets: found by our own key, made once, noted, completed. Queue, priority and status by id or by Autotask's label.
import { z } from 'zod';
import { ConfigError } from '../../core/errors.ts';
import type { AutotaskPort, Clock } from '../../core/ports.ts';
import { DAY_MS, instantAt } from '../../core/dates.ts';
import { readList } from './query.ts';
import { Fields, Written } from './schema/lists.ts';
import type { Transport } from './transport.ts';
import { integer, maybeInteger, readRow } from './schema/wire.ts';

const OwnerRow = z.object({ id: integer, ownerResourceID: maybeInteger });
const TicketRow = z.object({ id: integer, status: maybeInteger });
/** Autotask's own value for a completed ticket; its label can be changed, the value can't. */
const COMPLETE = 5;
const DUE_DAYS = 7;

type Tickets = Pick<AutotaskPort, 'ticketWithKey' | 'createTicket' | 'noteTicket' | 'completeTicket' | 'noteCompany'>;
type Choices = ReadonlyMap<string, readonly { readonly value: number; readonly label: string }[]>;

export function ticketWriter(transport: Transport, clock: Clock): Tickets {
  let known: Promise<Choices> | null = null;
  const choices = (entity: string): Promise<Choices> => {
    const asked = { entity, kind: `${entity}.fields`, id: null };
    return transport.send({ method: 'GET', path: `${entity}/entityInformation/fields`, asked }).then((answer) => {
      const { fields } = readRow(Fields, answer, asked);
      return new Map(fields.map(({ name, picklistValues }) => [name.toLowerCase(), picklistValues ?? []]));
    });
  };
  const ofTickets = (): Promise<Choices> => {
    known ??= choices('Tickets');
    known.catch(() => (known = null));
    return known;
  };
  const chosen = async (field: string, setting: string, wanted: string): Promise<number> => {
    const list = (await ofTickets()).get(field) ?? [];
    const found = list.find((one) => String(one.value) === wanted || one.label.toLowerCase() === wanted.toLowerCase());
    if (found !== undefined) return found.value;
    throw new ConfigError(
      `notify.ticket: Autotask has no ${setting} "${wanted}"; it has ${list.map((one) => one.label).join(', ') || 'none that the API user sees'}.`,
      'at2qbo settings set notify.ticket \'{"queue": "…", "priority": "…"}\'',
    );
  };
  const asking = (kind: string, id: number | null = null) => ({ entity: 'Tickets', kind, id });

  return {
    async ticketWithKey(key) {
      const rows = await readList(transport, 'Tickets', TicketRow, [{ op: 'eq', field: 'externalID', value: key }]);
      return rows.find((one) => one.status !== COMPLETE)?.id ?? null;
    },

    async createTicket({ companyId, title, description, key, queue, priority, status }) {
      const asked = asking('Tickets.create');
      const [queueID, priorityID, statusID] = await Promise.all([
        chosen('queueid', 'queue', queue),
        chosen('priority', 'priority', priority),
        status === undefined ? 1 : chosen('status', 'status', status),
      ]);
      const body = {
        companyID: companyId,
        title,
        description,
        externalID: key,
        queueID,
        priority: priorityID,
        status: statusID,
        dueDateTime: instantAt(clock.now() + DUE_DAYS * DAY_MS),
      };
      return readRow(Written, await transport.send({ method: 'POST', path: 'Tickets', asked, body, isOnce: true }), asked).itemId;
    },

    async noteTicket(id, title, text) {
      const asked = asking('TicketNotes.create', id);
      const kinds = await choices('TicketNotes');
      const first = (field: string): number => kinds.get(field)?.[0]?.value ?? 1;
      const body = { ticketID: id, title, description: text.slice(0, 3200), noteType: first('notetype'), publish: first('publish') };
      readRow(Written, await transport.send({ method: 'POST', path: `Tickets/${id}/Notes`, asked, body, isOnce: true }), asked);
    },

    async noteCompany(id, title, text) {
      const [company] = await readList(transport, 'Companies', OwnerRow, [{ op: 'eq', field: 'id', value: id }]);
      const actionType = (await choices('CompanyNotes')).get('actiontype')?.[0]?.value;
      if (company === undefined || company.ownerResourceID === null || actionType === undefined) return false;
      const asked = { entity: 'CompanyNotes', kind: 'CompanyNotes.create', id };
      const at = instantAt(clock.now());
      const body = {
        companyID: id,
        name: title.slice(0, 128),
        note: text.slice(0, 8000),
        actionType,
        assignedResourceID: company.ownerResourceID,
        startDateTime: at,
        endDateTime: at,
      };
      readRow(Written, await transport.send({ method: 'POST', path: `Companies/${id}/Notes`, asked, body, isOnce: true }), asked);
      return true;
    },

    async completeTicket(id) {
      const asked = asking('Tickets.patch', id);
      readRow(Written, await transport.send({ method: 'PATCH', path: 'Tickets', asked, body: { id, status: COMPLETE } }), asked);
    },
  };
}
