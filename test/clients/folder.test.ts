// Folders that can be made, that are there, and that no system lets anybody make.
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../src/clients/host/durable.ts';

test('missing folders are made for their owner alone, and one that is there stays as it is', () => {
  const base = mkdtempSync(join(tmpdir(), 'folder-'));
  try {
    makeFolder(join(base, 'a', 'b'));
    expect(['a', 'a/b'].map((one) => statSync(join(base, one)).mode & 0o777)).toEqual([0o700, 0o700]);
    makeFolder(tmpdir());
    writeFileSync(join(base, 'file'), '');
    // A file in the way: Node 20 says ENOTDIR, Node 24 EEXIST.
    expect(() => makeFolder(join(base, 'file', 'x'))).toThrowError(/^E(?:NOTDIR|EXIST)/);
    expect(() => makeFolder(join(base, 'file'))).toThrowError(expect.objectContaining({ code: 'EEXIST' }));
  } finally {
    rmSync(base, { recursive: true });
  }
});

test.runIf(existsSync('/proc/self'))('a place that takes no folders is an error, at once', () => {
  for (const place of ['/proc/x', '/proc/x/y', '/proc/self/x']) expect(() => makeFolder(place)).toThrowError(/^E(?:NOENT|ACCES|PERM)/);
});
