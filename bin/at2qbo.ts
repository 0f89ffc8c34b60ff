#!/usr/bin/env node
// The program. If it ends without having said how, that is a bug.
process.exitCode = 70;
const argv = process.argv.slice(2);
if (argv[0] === '--version') {
  const { readVersion } = await import('../src/commands/version.ts');
  process.stdout.write(`${readVersion()}\n`);
  process.exitCode = 0;
} else {
  // What it writes is about customers: for this user's eyes alone.
  process.umask(0o077);
  const [{ main }, { systemIo }] = await Promise.all([import('../src/commands/main.ts'), import('../src/commands/io.ts')]);
  process.exitCode = await main(argv, systemIo());
}
