// docs/commands.md from the table of commands. A test checks that the file is current; `npx vitest run test/docs -u` writes it.
import { fileURLToPath } from 'node:url';
import type { ArgumentSpec, CommandSpec } from '../src/commands/program/spec.ts';
import { SPECS } from '../src/commands/program/specs.ts';
import { COMMANDS } from '../src/commands/registry.ts';

/** The page, under docs/. */
export const COMMANDS_PAGE = fileURLToPath(new URL('../docs/commands.md', import.meta.url));

/** The commands that are offered; those of a group follow their group. */
export const offered = SPECS.filter(({ name }) => COMMANDS[name] !== undefined);

/** The whole page: a section a command, with its line, its options and examples, and the link to its own page. */
export function commandsPage(): string {
  const sections = offered
    .filter(({ name }) => !name.includes(' '))
    .flatMap((spec) => {
      const subs = offered.filter(({ name }) => name.startsWith(`${spec.name} `));
      return [
        `## ${spec.name}`,
        `${upper(spec.summary)}. [More, with its output](commands/${spec.name}.md)`,
        ...(subs.length === 0 ? [] : [subs.map((sub) => `- ${usage(sub)}: ${sub.summary}`).join('\n')]),
        ...body(spec),
      ];
    });
  return `${[
    '# Commands',
    'Made from the program’s own table by `scripts/docs-commands.ts`; don’t edit it by hand. `at2qbo COMMAND --help` prints the same.',
    'Every command takes `--profile NAME`, `--json` (one JSON document on stdout, nothing else there), `--quiet` (`-q`), `--verbose` (`-v`) and `--no-color`; `at2qbo help COMMAND [SUB]` and `-h` print its help, `-V` the version. What the exit codes mean is in the [README](../README.md#exit-codes); what each reason means, in [errors.md](errors.md).',
    ...sections,
  ].join('\n\n')}\n`;
}

function body(spec: CommandSpec): string[] {
  const options = [
    ...(spec.args ?? []).map((one) => `- \`${argument(one)}\`: ${one.help}${choices(one.choices)}`),
    ...(spec.options ?? []).map((one) => `- \`${one.flags}\`: ${one.help}${choices(one.choices)}`),
  ];
  const examples = spec.examples.map(([line, what]) => `${line}   # ${what}`);
  return [...(options.length === 0 ? [] : [options.join('\n')]), `\`\`\`sh\n${examples.join('\n')}\n\`\`\``];
}

const choices = (names: readonly string[] | undefined): string =>
  names === undefined ? '' : ` (${names.map((name) => `\`${name}\``).join(', ')})`;

function argument({ name }: ArgumentSpec): string {
  return name.startsWith('[') ? name : `<${name}>`;
}

function usage(spec: CommandSpec): string {
  return `\`at2qbo ${[spec.name, ...(spec.args ?? []).map(argument)].join(' ')}\``;
}

function upper(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
