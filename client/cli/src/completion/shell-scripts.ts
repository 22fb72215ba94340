/** What shells read to ask `tilewright complete` at every Tab; everything that may change stands in the program. */

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

const bash = `# Completion of tilewright for bash. In ~/.bashrc: eval "$(tilewright completion bash)"
_tilewright() {
	local line directive word
	COMPREPLY=()
	{
		IFS= read -r directive || return 0
		while IFS= read -r line; do
			word=\${line%%$'\\t'*}
			COMPREPLY+=("$word")
		done
	} < <("\${COMP_WORDS[0]}" complete bash "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
	case $directive in
		files) compopt -o default -o filenames 2>/dev/null; return 0 ;;
		folders) compopt -o dirnames -o filenames 2>/dev/null; return 0 ;;
	esac
	# Quotes what has to be quoted, such as spaces in names.
	compopt -o filenames 2>/dev/null
	# A word that ends with = or , goes on.
	if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[=,] ]]; then compopt -o nospace 2>/dev/null; fi
	return 0
}
complete -F _tilewright tilewright
`;

const zsh = `#compdef tilewright
# Completion of tilewright for zsh. In ~/.zshrc, after compinit: source <(tilewright completion zsh)
_tilewright() {
	local -a lines values shown
	local line
	lines=("\${(@f)$("\${words[1]}" complete zsh "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
	case \${lines[1]} in
		files) _files; return ;;
		folders) _files -/; return ;;
	esac
	for line in "\${(@)lines[2,-1]}"; do
		values+=("\${line%%$'\\t'*}")
		shown+=("\${line%%$'\\t'*}  \${line#*$'\\t'}")
	done
	(( \${#values} )) || return 1
	compadd -l -d shown -a values
}
if [ "\${funcstack[1]}" = "_tilewright" ]; then _tilewright "$@"; else compdef _tilewright tilewright; fi
`;

const fish = `# Completion of tilewright for fish. In ~/.config/fish/completions/tilewright.fish, or:
#   tilewright completion fish | source
function __tilewright_complete
	set -l words (commandline -opc)
	set -l current (commandline -ct)
	set -l lines ($words[1] complete fish $words[2..-1] "$current" 2>/dev/null)
	switch "$lines[1]"
		case files
			__fish_complete_path "$current"
		case folders
			__fish_complete_directories "$current"
		case '*'
			printf '%s\\n' $lines[2..-1]
	end
end
complete -c tilewright -f -a '(__tilewright_complete)'
`;

export const shellScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
