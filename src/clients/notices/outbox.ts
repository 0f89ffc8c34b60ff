// Reports that no mail server took yet: a file each (0600) in the profile's folder, sent by a later run.
import { readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../host/durable.ts';

const file = z.object({ name: z.string(), content: z.string() });
const mailSchema = z.object({
  messageId: z.string(),
  /** Milliseconds since 1970. */
  since: z.number(),
  /** On top of those of the settings, which are read anew: they may be what was wrong. */
  extra: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** The content as base64. */
  attachments: z.array(file).readonly(),
});
/** Kept by an older version: one table as text. */
const olderSchema = mailSchema
  .omit({ attachments: true })
  .extend({ attachment: file.nullable() })
  .transform(({ attachment, ...mail }) => ({
    ...mail,
    attachments: attachment === null ? [] : [{ ...attachment, content: Buffer.from(attachment.content).toString('base64') }],
  }));
const keptSchema = z.union([mailSchema, olderSchema]);

/** A report as it was rendered. */
export type KeptMail = Readonly<z.infer<typeof keptSchema>>;

export interface Outbox {
  keep(id: string, mail: KeptMail): void;
  /** Takes the oldest that nobody else is sending; it must be put back or dropped. */
  take(after: string | null): Taken | null;
  count(): number;
}

export interface Taken {
  readonly id: string;
  /** Null: the file can't be read as one. */
  readonly mail: KeptMail | null;
  putBack(): void;
  drop(): void;
}

/** Longer than sending one may last: whoever took it has died. */
const ABANDONED_MS = 300_000;
const NAME = /^([\w-]+)\.json$/;
const TAKEN = /^([\w-]+)\.json\.sending$/;

/** The reports that wait in this folder; it is made with the first of them. */
export function openOutbox(folder: string, now: () => number): Outbox {
  const names = (): string[] => {
    try {
      return readdirSync(folder).sort();
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw cause;
    }
  };
  const reclaim = (): void => {
    for (const name of names().filter((one) => TAKEN.test(one))) {
      const path = join(folder, name);
      // The time of the last rename.
      if (ignoreMissing(() => statSync(path).ctimeMs, Infinity) < now() - ABANDONED_MS)
        ignoreMissing(() => renameSync(path, path.replace(/\.sending$/, '')), undefined);
    }
  };
  const claim = (name: string): Taken | null => {
    const path = join(folder, name);
    const mine = `${path}.sending`;
    const isMine = ignoreMissing(() => {
      renameSync(path, mine);
      return true;
    }, false);
    if (!isMine) return null;
    return {
      id: basename(name, '.json'),
      mail: read(mine),
      putBack: () => renameSync(mine, path),
      drop: () => rmSync(mine, { force: true }),
    };
  };
  return {
    keep: (id, mail) => replaceFile(join(folder, `${id}.json`), JSON.stringify(mail)),
    take: (after) => {
      reclaim();
      for (const name of names()) {
        const id = NAME.exec(name)?.[1];
        if (id === undefined || (after !== null && id <= after)) continue;
        const taken = claim(name);
        if (taken) return taken;
      }
      return null;
    },
    count: () => names().filter((name) => NAME.test(name)).length,
  };
}

function read(path: string): KeptMail | null {
  try {
    return keptSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof z.ZodError) return null;
    throw cause;
  }
}

function ignoreMissing<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw cause;
  }
}
