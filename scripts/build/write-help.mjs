// Part of the build: keeps the help of the top level beside the built program, as the program itself prints it.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const dist = (name) => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
// With an option more, because the bare one would be answered from the file that is written here.
const help = execFileSync(process.execPath, [dist('bin/at2qbo.js'), '--help', '--no-color'], { encoding: 'utf8' });
writeFileSync(dist('help.txt'), help);
