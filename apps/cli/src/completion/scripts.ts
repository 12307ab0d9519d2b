/** What each shell runs at Tab: it asks the program itself, so that it always knows what the program knows. */
export const scripts = {
  bash: `# roster completion for bash
_roster_complete() {
  local line
  COMPREPLY=()
  while IFS=$'\\t' read -r line _; do
    [ -n "$line" ] && COMPREPLY+=("$line")
  done < <(roster __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" "\${COMP_WORDS[COMP_CWORD]}" 2>/dev/null)
}
complete -o default -F _roster_complete roster
`,
  zsh: `#compdef roster
# roster completion for zsh
_roster() {
  local -a lines
  local word about
  while IFS=$'\\t' read -r word about; do
    [ -n "$word" ] && lines+=("\${word//:/\\\\:}:$about")
  done < <(roster __complete -- "\${words[@]:1:$((CURRENT - 2))}" "\${words[CURRENT]}" 2>/dev/null)
  if (( \${#lines} )); then _describe roster lines; else _files; fi
}
if [ "$funcstack[1]" = "_roster" ]; then _roster "$@"; else compdef _roster roster; fi
`,
  fish: `# roster completion for fish
function __roster_complete
  set -l words (commandline -opc)
  set -e words[1]
  roster __complete -- $words (commandline -ct) 2>/dev/null
end
complete -c roster -f -n 'test (count (__roster_complete)) -gt 0' -a '(__roster_complete)'
`,
} as const

export type Shell = keyof typeof scripts
