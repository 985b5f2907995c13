/** The completion scripts of the shells. Each asks the program itself, so that none has a list of its own. */

/** What a line is split at is the shell's business; where nothing is proposed, the shell completes files. */
export const completionScripts = {
  bash: `# bash completion of cutover. In ~/.bashrc: eval "$(cutover completion bash)"
_cutover() {
  local line=\${COMP_LINE:0:COMP_POINT} words current kept word
  read -a words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current=\${words[\${#words[@]}-1]}
  # Bash replaces only what follows the last of its word breaks.
  kept=
  [[ $current == *[=:]* ]] && kept=\${current%"\${current##*[=:]}"}
  COMPREPLY=()
  while IFS=$'\\t' read -r word _; do
    word=\${word#"$kept"}
    COMPREPLY+=("$(printf '%q' "$word")")
  done < <("\${words[0]}" complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o nosort -o default -F _cutover cutover 2>/dev/null || complete -o default -F _cutover cutover
`,
  zsh: `#compdef cutover
# zsh completion of cutover. In ~/.zshrc: source <(cutover completion zsh)
_cutover() {
  local -a lines values shown
  local line
  local -i width=0
  lines=("\${(@f)$(\${words[1]} complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $lines; do
    values+=("\${line%%$'\\t'*}")
    (( \${#values[-1]} > width )) && width=\${#values[-1]}
  done
  for line in $lines; do
    if [[ $line == *$'\\t'* ]]; then shown+=("\${(r:width:)\${line%%$'\\t'*}}  \${line#*$'\\t'}"); else shown+=("$line"); fi
  done
  if (( $#values )); then compadd -l -V cutover -d shown -a values; else _files; fi
}
if [[ \${funcstack[1]} == _cutover ]]; then _cutover "$@"; else compdef _cutover cutover; fi
`,
  fish: `# fish completion of cutover. In ~/.config/fish/config.fish: cutover completion fish | source
function __cutover_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l proposed ($words[1] complete -- $words[2..-1] "$current" 2>/dev/null)
    if test (count $proposed) -gt 0
        printf '%s\\n' $proposed
    else
        __fish_complete_path "$current"
    end
end
complete -c cutover -f -k -a '(__cutover_complete)'
`,
} as const;
