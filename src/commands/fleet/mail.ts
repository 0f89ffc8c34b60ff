// One mail for several profiles: the reports to the same people from the same server go as one.
import { join } from 'node:path';
import { openOutbox, type KeptMail, type Taken } from '../../clients/notices/outbox.ts';
import { profilePaths } from '../../config/paths.ts';
import { At2qboError } from '../../core/errors.ts';
import { type Report, type ReportSection } from '../../core/report/report.ts';
import { counted } from '../../core/words.ts';
import { withContext, type Context } from '../context/context.ts';
import { MailError } from '../../clients/notices/mail.ts';
import { renderMail } from '../mail/render.ts';
import { deliver, flushReports, guarded } from '../mail/send.ts';
import { newRunId } from '../context/run-id.ts';
import type { Invocation } from '../program/spec.ts';

/** Tells a profile's process to leave its report in the outbox. */
export const KEEP_MAIL = 'AT2QBO_KEEP_MAIL';

interface Waiting {
  readonly profile: string;
  readonly taken: readonly Taken[];
}

/** Sends what waits; one that can't be sent waits on. Never changes how the command ends. */
export async function mailTogether(invocation: Invocation, profiles: readonly string[]): Promise<void> {
  const groups = new Map<string, string[]>();
  // Most have nothing to say, and needn't be opened for that.
  const waiting = profiles.filter((profile) => outboxIn(profilePaths(profile, invocation.io.env).directory, Date.now).count() > 0);
  for (const profile of waiting)
    await inProfile(invocation, profile, (context) => {
      const { mail } = context.settings;
      if (mail.host === null) return Promise.resolve();
      // Without mail.to it goes to whoever connected this very profile.
      const key = JSON.stringify([mail.host, mail.port, mail.secure, mail.user, mail.from, mail.cc, mail.to ?? `of ${profile}`]);
      groups.set(key, [...(groups.get(key) ?? []), profile]);
      return Promise.resolve();
    });
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    await inProfile(invocation, first, (context) =>
      group.length === 1 ? guarded(context, () => flushReports(context)) : sendDigest(context, group, invocation),
    );
  }
}

async function sendDigest(context: Context, group: readonly string[], invocation: Invocation): Promise<void> {
  const waiting: Waiting[] = [];
  for (const profile of group)
    await inProfile(invocation, profile, (one) => {
      waiting.push({ profile, taken: takeAll(one) });
      return Promise.resolve();
    });
  const all = waiting.flatMap((one) => one.taken);
  await guarded(context, async () => {
    try {
      const extra = [...new Set(all.flatMap((one) => one.mail?.extra ?? []))];
      const messageId = newRunId(context.clock.now()).toLowerCase();
      await deliver(
        context,
        {
          messageId,
          since: context.clock.now(),
          extra,
          ...(await renderMail(digestOf(waiting), { profile: 'default', books: null })),
          attachments: filesOf(waiting),
        },
        false,
      );
      for (const one of all) one.drop();
    } catch (cause) {
      for (const one of all) one.putBack();
      if (!(cause instanceof MailError)) throw cause;
      context.events.log('warn', `Not mailed: ${cause.message}. The reports are kept, and sent by the next run. Fix: ${cause.remedy}`);
    }
  });
}

function digestOf(waiting: readonly Waiting[]): Report {
  const sections: ReportSection[] = waiting.map(({ profile, taken }) => ({
    heading: profile,
    tone: 'quiet',
    note: '',
    rows: taken.flatMap(({ mail }) =>
      mail === null
        ? []
        : [
            {
              title: mail.subject,
              link: null,
              amount: '',
              details: mail.text.split('\n').filter((line) => line.trim() !== ''),
              reasons: [],
            },
          ],
    ),
  }));
  return {
    headline: `reports of ${counted(waiting.length, 'profile')}`,
    tone: 'quiet',
    facts: waiting.map(({ profile, taken }) => ({
      label: profile,
      value: taken.map((one) => one.mail?.subject ?? 'a report that could not be read').join('; '),
    })),
    sections,
    footer: [`at2qbo, profiles ${waiting.map((one) => one.profile).join(', ')}`],
    sheet: null,
  };
}

/** Each profile's own, by its name. */
function filesOf(waiting: readonly Waiting[]): KeptMail['attachments'] {
  return waiting.flatMap(({ profile, taken }) =>
    taken.flatMap(({ mail }) => (mail?.attachments ?? []).map(({ name, content }) => ({ name: `${profile}-${name}`, content }))),
  );
}

function takeAll(context: Context): Taken[] {
  const outbox = outboxOf(context);
  const taken: Taken[] = [];
  for (let next = outbox.take(null); next !== null; next = outbox.take(next.id)) taken.push(next);
  return taken;
}

/** A profile whose settings can't be read has said so by its exit code. */
async function inProfile(invocation: Invocation, profile: string, work: (context: Context) => Promise<void>): Promise<void> {
  try {
    await withContext({ ...invocation, globals: { ...invocation.globals, profile } }, work);
  } catch (cause) {
    if (!(cause instanceof At2qboError)) throw cause;
  }
}

function outboxOf(context: Context): ReturnType<typeof openOutbox> {
  return outboxIn(context.paths.directory, () => context.clock.now());
}

function outboxIn(directory: string, now: () => number): ReturnType<typeof openOutbox> {
  return openOutbox(join(directory, 'outbox'), now);
}
