// Builds the program once before the tests: those of e2e run what is shipped. AT2QBO_NO_BUILD=1 trusts the dist that is there.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Vitest calls it once, before everything. */
export function setup(): void {
  if (process.env['AT2QBO_NO_BUILD']) return;
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: 'inherit' });
}
