// `at2qbo completion SHELL`: the script by which a shell asks the program itself what may follow the words so far.
import { EXIT } from './exit.ts';
import type { Invocation } from './spec.ts';

/** What a script calls the program with: the word so far behind a `=` (an empty argument gets lost in some shells), then the words before it. */
export const COMPLETE_CALL = '--complete';

/** Prints the script. */
export async function run({ io, args }: Invocation): Promise<number> {
  const script = SCRIPTS[args[0] ?? ''];
  if (script === undefined) throw new Error(`no script for ${String(args[0])}`);
  io.out(script);
  return Promise.resolve(EXIT.done);
}

// Where the program has nothing to offer, names of files are.
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# at2qbo completion for bash
_at2qbo() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" program="\${COMP_WORDS[0]/#\\~/$HOME}" IFS=$'\\n'
  COMPREPLY=($("$program" ${COMPLETE_CALL} "=$cur" "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2> /dev/null))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$cur"))
}
complete -F _at2qbo at2qbo`,
  zsh: `#compdef at2qbo
# at2qbo completion for zsh
_at2qbo() {
  local -a found
  found=("\${(@f)$("\${(Q)words[1]/#\\~/$HOME}" ${COMPLETE_CALL} "=\${(Q)words[CURRENT]}" "\${(@Q)words[2,CURRENT-1]}" 2> /dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -a found; else _files; fi
}
compdef _at2qbo at2qbo`,
  fish: `# at2qbo completion for fish
function __at2qbo
  set -l tokens (commandline -opc)
  set -l current (commandline -ct)
  set -l found ($tokens[1] ${COMPLETE_CALL} "=$current" $tokens[2..-1] 2> /dev/null)
  if set -q found[1]
    printf '%s\\n' $found
  else
    __fish_complete_path $current
  end
end
complete -c at2qbo -f -a '(__at2qbo)'`,
  powershell: `# at2qbo completion for PowerShell
Register-ArgumentCompleter -Native -CommandName at2qbo -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString().Trim('"', "'") })
  $before = @($typed | Select-Object -Skip 1)
  & $typed[0] ${COMPLETE_CALL} "=$wordToComplete" @before 2> $null | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}`,
};
