// `npm run release`: what is refused, and what a release writes, in a small repository of its own.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { isLater, withRelease } from '../../scripts/release/changelog.mjs';

const place = mkdtempSync(join(tmpdir(), 'at2qbo-release-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('the changelog', () => {
  const old = '# Changelog\n\n## 0.1.0 (2026-01-01)\n\n- First.\n';
  const release = (fragments: Record<string, string>): string => withRelease(old, { version: '0.2.0', date: '2026-11-27', fragments });

  test('the newest release stands first, its introduction before its changes', () => {
    expect(release({ 'a.md': 'One\nline.\n', 'b.md': 'Two.\n\nAnd why.\n', 'intro.md': 'What to do.\n' })).toBe(
      '# Changelog\n\n## 0.2.0 (2026-11-27)\n\nWhat to do.\n\n- One line.\n- Two.\n\n  And why.\n\n## 0.1.0 (2026-01-01)\n\n- First.\n',
    );
  });

  test('what is no sentence for users is refused by name', () => {
    expect(() => release({})).toThrow('nothing in changes/');
    expect(() => release({ 'a.md': '\n' })).toThrow('changes/a.md is empty');
    expect(() => release({ 'a.md': '# A heading\n' })).toThrow('changes/a.md: plain sentences');
    expect(() => withRelease(old, { version: '0.1.0', date: '', fragments: { 'a.md': 'x' } })).toThrow('has 0.1.0 already');
  });

  test.each([
    ['0.2.0', '0.1.9', true],
    ['0.10.0', '0.9.0', true],
    ['0.1.0', '0.1.0', false],
    ['1.0.0-rc.1', '0.1.0', false],
    ['v1.0.0', '0.1.0', false],
  ])('%s after %s: %s', (next, now, later) => {
    expect(isLater(next, now)).toBe(later);
  });

  test('the fragments that wait for the next release can be released', () => {
    const names = readdirSync('changes').filter((name) => name !== 'README.md');
    const fragments = Object.fromEntries(names.map((name) => [name, readFileSync(join('changes', name), 'utf8')]));
    if (names.length > 0)
      expect(withRelease(readFileSync('CHANGELOG.md', 'utf8'), { version: '999.0.0', date: '2099-01-01', fragments })).toContain(
        '## 999.0.0',
      );
  });
});

describe('npm run release', () => {
  const repo = join(place, 'repo');
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], { cwd: repo, encoding: 'utf8' }).trim();
  const write = (name: string, text: string): void => writeFileSync(join(repo, name), text);
  const release = (...args: string[]): { status: number | null; out: string; err: string } => {
    const { status, stdout, stderr } = spawnSync('node', ['scripts/release/release.mjs', ...args], {
      cwd: repo,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: place,
        GIT_AUTHOR_NAME: 'T',
        GIT_AUTHOR_EMAIL: 't@e.c',
        GIT_COMMITTER_NAME: 'T',
        GIT_COMMITTER_EMAIL: 't@e.c',
      },
    });
    return { status, out: stdout, err: stderr };
  };
  beforeEach(() => {
    rmSync(repo, { recursive: true, force: true });
    for (const folder of ['changes', 'docs', 'src/clients/ledger']) mkdirSync(join(repo, folder), { recursive: true });
    cpSync('scripts/release', join(repo, 'scripts/release'), { recursive: true });
    write('package.json', JSON.stringify({ name: 'x', version: '0.1.0', scripts: { check: 'node -e 0', test: 'node -e 0' } }));
    write(
      'package-lock.json',
      JSON.stringify({ name: 'x', version: '0.1.0', lockfileVersion: 3, packages: { '': { name: 'x', version: '0.1.0' } } }),
    );
    write('CHANGELOG.md', '# Changelog\n\n## 0.1.0 (2026-01-01)\n\n- First.\n');
    write('changes/better.md', 'It is better now.\n');
    write('changes/README.md', '# changes\n');
    write('docs/reliability.md', '## Figures of the last run (2099-01-01)\n');
    write('src/clients/ledger/x.ts', '');
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '-m', 'all');
  });

  test('sets the version, writes the changelog, takes the fragments away, commits and tags; it pushes nothing', () => {
    expect(release('0.2.0')).toMatchObject({ status: 0, out: expect.stringContaining('git push --follow-tags') });
    expect(JSON.parse(readFileSync(join(repo, 'package.json'), 'utf8'))).toMatchObject({ version: '0.2.0' });
    expect(readFileSync(join(repo, 'CHANGELOG.md'), 'utf8')).toMatch(
      /^# Changelog\n\n## 0\.2\.0 \(\d{4}-\d\d-\d\d\)\n\n- It is better now\.\n\n## 0\.1\.0/,
    );
    expect([existsSync(join(repo, 'changes/better.md')), existsSync(join(repo, 'changes/README.md'))]).toEqual([false, true]);
    expect([git('log', '-1', '--format=%s'), git('tag', '--list'), git('status', '--porcelain')]).toEqual(['release: 0.2.0', 'v0.2.0', '']);
  });

  test('--dry-run shows the changelog and changes nothing', () => {
    expect(release('0.2.0', '--dry-run')).toMatchObject({ status: 0, out: expect.stringContaining('- It is better now.') });
    expect([git('status', '--porcelain'), git('tag', '--list')]).toEqual(['', '']);
  });

  const wrong: readonly (readonly [string, readonly string[], () => void, string])[] = [
    ['no version', [], () => undefined, 'which version?'],
    ['a version that is not later', ['0.1.0'], () => undefined, 'not later than 0.1.0'],
    ['changes without a commit', ['0.2.0'], () => write('docs/x.md', 'x'), 'no commit has'],
    [
      'sweeps older than the order of writes',
      ['0.2.0'],
      () => {
        write('docs/reliability.md', '## Figures of the last run (2020-01-01)\n');
        git('commit', '--quiet', '-am', 'old');
      },
      'sweeps are of 2020-01-01',
    ],
    [
      'a suite that fails',
      ['0.2.0'],
      () => {
        write(
          'package.json',
          JSON.stringify({ name: 'x', version: '0.1.0', scripts: { check: 'node -e 0', test: 'node -e "process.exit(1)"' } }),
        );
        git('commit', '--quiet', '-am', 'red');
      },
      'the checks failed; nothing was changed',
    ],
  ];
  test.each(wrong)('%s: refused, nothing changed', (_, args, spoil, said) => {
    spoil();
    const head = git('rev-parse', 'HEAD');
    const { status, err } = release(...args);
    expect([status, err]).toEqual([2, expect.stringMatching(new RegExp(`^no release: .*${said}[^]*fix: \\S`))]);
    expect([git('rev-parse', 'HEAD'), git('tag', '--list'), existsSync(join(repo, 'changes/better.md'))]).toEqual([head, '', true]);
  });
});
