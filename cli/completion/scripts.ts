export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/**
 * Scripts for the program under its own name. As a plugin, kubectl's own completion asks it through the program
 * kubectl_complete-bootc, which the build puts beside it.
 */
const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# kubectl-bootc: source <(kubectl-bootc completion bash)
_kubectl_bootc() {
  local IFS=$'\\n' lines
  lines=$(kubectl-bootc __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=($(grep -v '^:' <<<"$lines" | cut -f1))
}
complete -o default -F _kubectl_bootc kubectl-bootc
`,
  zsh: `#compdef kubectl-bootc
# kubectl-bootc: source <(kubectl-bootc completion zsh)
_kubectl_bootc() {
  local -a found
  local line
  for line in \${(f)"$(kubectl-bootc __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)"}; do
    [[ $line == :* ]] || found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe kubectl-bootc found
}
compdef _kubectl_bootc kubectl-bootc
`,
  fish: `# kubectl-bootc: kubectl-bootc completion fish | source
function __kubectl_bootc
  set -l words (commandline -opc) (commandline -ct)
  kubectl-bootc __complete $words[2..] 2>/dev/null | string match -v ':*'
end
complete -c kubectl-bootc -f -a '(__kubectl_bootc)'
`,
}

export const completionScript = (shell: Shell): string => SCRIPTS[shell]

/** The program that kubectl starts for the completion of `kubectl bootc`, with the words after it. */
export const KUBECTL_COMPLETE = `#!/bin/sh
exec kubectl-bootc __complete "$@"
`
