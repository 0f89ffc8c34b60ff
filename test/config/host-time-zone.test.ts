// The zone of this computer is what Intl says, whether it was asked or the system's own files were enough.
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { hostTimeZone } from '../../src/config/host-time-zone.ts';

const intl = Intl.DateTimeFormat().resolvedOptions().timeZone;

test.each(['UTC', 'Etc/UTC', 'Zulu', 'UCT', 'Etc/UCT', 'Universal'])('TZ=%s is UTC, as Intl says too', (tz) => {
  expect(hostTimeZone(tz)).toBe('UTC');
  const said = execFileSync(process.execPath, ['-p', 'Intl.DateTimeFormat().resolvedOptions().timeZone'], {
    env: { TZ: tz },
    encoding: 'utf8',
  });
  expect(said.trim()).toBe('UTC');
});

test.each(['Europe/Berlin', 'America/New_York', 'UTC+1', 'Etc/GMT-1', ''])('TZ=%s is asked of Intl', (tz) => {
  expect(hostTimeZone(tz)).toBe(intl);
});

test('without TZ the link of the system counts, where it is one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zone-'));
  symlinkSync('/usr/share/zoneinfo/Etc/UTC', join(folder, 'utc'));
  symlinkSync('../usr/share/zoneinfo/Europe/Berlin', join(folder, 'berlin'));
  delete process.env['TZ'];
  expect(hostTimeZone(undefined, join(folder, 'utc'))).toBe('UTC');
  expect(hostTimeZone(undefined, join(folder, 'berlin'))).toBe(intl);
  expect(hostTimeZone(undefined, join(folder, 'none'))).toBe(intl);
  rmSync(folder, { recursive: true });
});
