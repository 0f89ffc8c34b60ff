// `at2qbo completion SHELL`: the script that completes commands, options, choices and the names of settings.
import { settingKeys } from '../../config/schema.ts';
import { EXIT } from './exit.ts';
import type { CommandSpec, Invocation } from './spec.ts';

const GLOBALS = ['--profile', '--all-profiles', '--jobs', '--share', '--metrics', '--json', '--quiet', '--verbose', '--no-color', '--help'];

/** What may follow the words so far: words typed -> candidates. */
type Words = ReadonlyMap<string, readonly string[]>;

/** Prints the script. */
export async function run({ io, args, offered }: Invocation): Promise<number> {
  const words = candidates(offered);
  const scripts: Readonly<Record<string, (words: Words) => string>> = { bash, zsh, fish, powershell };
  const script = scripts[args[0] ?? ''];
  if (script === undefined) throw new Error(`no script for ${String(args[0])}`);
  io.out(script(words));
  return Promise.resolve(EXIT.done);
}

/** What can follow each command: its commands, arguments to choose from, options; and what can follow an option. */
export function candidates(offered: readonly CommandSpec[]): Words {
  const words = new Map<string, readonly string[]>();
  words.set('', [...offered.map(({ name }) => name).filter((name) => !name.includes(' ')), 'help', '--version', ...GLOBALS]);
  for (const { name, args = [], options = [] } of offered) {
    const subs = offered.flatMap((one) => (one.name.startsWith(`${name} `) ? [one.name.slice(name.length + 1)] : []));
    const flags = options.map((option) => option.flags.split(' ')[0] ?? '');
    const keys = args[0]?.name === 'key' ? settingKeys : [];
    words.set(name, [...subs, ...args.flatMap(({ choices }) => choices ?? []), ...keys, ...flags, ...GLOBALS]);
    for (const { flags: text, choices } of options) if (choices) words.set(`${name} ${text.split(' ')[0] ?? ''}`, choices);
  }
  return words;
}

const single = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function cases(words: Words, line: (key: string, candidates: readonly string[]) => string): string {
  return [...words].map(([key, candidates]) => line(key, candidates)).join('\n');
}

// Both shells look for the longest path of words so far that is known: `settings set`, then `settings`, then none.
function bash(words: Words): string {
  return `# at2qbo completion for bash
_at2qbo_words() {
  case "$1" in
${cases(words, (key, candidates) => `    ${single(key)}) echo ${single(candidates.join(' '))} ;;`)}
    *) return 1 ;;
  esac
}
_at2qbo() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" word found i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in --profile) i=$((i + 1)); continue ;; -*) continue ;; esac
    if _at2qbo_words "\${path:+$path }$word" > /dev/null; then path="\${path:+$path }$word"; else break; fi
  done
  found="$(_at2qbo_words "$path $prev")" || found="$(_at2qbo_words "$path")"
  COMPREPLY=($(compgen -W "$found" -- "$cur"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$cur"))
}
complete -F _at2qbo at2qbo`;
}

function zsh(words: Words): string {
  return `#compdef at2qbo
# at2qbo completion for zsh
_at2qbo_words() {
  case "$1" in
${cases(words, (key, candidates) => `    ${single(key)}) reply=(${candidates.map(single).join(' ')}) ;;`)}
    *) return 1 ;;
  esac
}
_at2qbo() {
  local at="" word i
  local -a reply
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    case "$word" in --profile) i=$((i + 1)); continue ;; -*) continue ;; esac
    if _at2qbo_words "\${at:+$at }$word"; then at="\${at:+$at }$word"; else break; fi
  done
  _at2qbo_words "$at \${words[CURRENT-1]}" || _at2qbo_words "$at"
  compadd -a reply || _files
}
compdef _at2qbo at2qbo`;
}

function fish(words: Words): string {
  return `# at2qbo completion for fish
function __at2qbo_words
  switch "$argv[1]"
${cases(words, (key, candidates) => `    case ${single(key)}\n      printf '%s\\n' ${candidates.map(single).join(' ')}`)}
    case '*'
      return 1
  end
end
function __at2qbo
  set -l tokens (commandline -opc)
  set -l at ""
  set -l skip 0
  for word in $tokens[2..-1]
    if test $skip = 1
      set skip 0
      continue
    end
    switch $word
      case --profile
        set skip 1
        continue
      case '-*'
        continue
    end
    set -l next (string trim "$at $word")
    if __at2qbo_words $next > /dev/null
      set at $next
    else
      break
    end
  end
  __at2qbo_words "$at $tokens[-1]"; or __at2qbo_words "$at"
end
complete -c at2qbo -a '(__at2qbo)'`;
}

function powershell(words: Words): string {
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  return `# at2qbo completion for PowerShell
$script:At2qboWords = @{
${cases(words, (key, candidates) => `  ${quote(key)} = @(${candidates.map(quote).join(', ')})`)}
}
Register-ArgumentCompleter -Native -CommandName at2qbo -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $path = ''
  for ($i = 1; $i -lt $typed.Count; $i++) {
    if ($typed[$i] -eq '--profile') { $i++; continue }
    if ($typed[$i].StartsWith('-')) { continue }
    $next = "$path $($typed[$i])".Trim()
    if ($script:At2qboWords.ContainsKey($next)) { $path = $next } else { break }
  }
  $found = $script:At2qboWords["$path $($typed[-1])".Trim()]
  if (-not $found -or $typed[-1] -notlike '--*') { $found = $script:At2qboWords[$path] }
  $found | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}`;
}
