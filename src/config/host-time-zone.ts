// The time zone of this computer. A host in UTC, as most servers are, is known by its own files.
import { readlinkSync } from 'node:fs';
import { isTimeZone } from './schema/kinds.ts';

const UTC = /^(?:.*\/zoneinfo\/)?(?:Etc\/)?(?:UTC|UCT|Zulu|Universal)$/;

/** Its IANA name; UTC where the system doesn't know one. */
export function hostTimeZone(tz = process.env['TZ'], localtime = '/etc/localtime'): string {
  // The first question to Intl costs a tenth of what `status` takes.
  if (UTC.test(tz ?? linkOf(localtime))) return 'UTC';
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return isTimeZone(zone) ? zone : 'UTC';
}

/** Where the link leads; empty where it is none (Windows, some containers). */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}
