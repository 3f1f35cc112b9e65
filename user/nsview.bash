# SPDX-License-Identifier: GPL-2.0
# bash: what nsview itself says may follow (nsview --complete).

# _nsview_words: the words of the line up to the one that is typed. bash has taken them
# apart at COMP_WORDBREAKS; what no blank separates is one again.
_nsview_words()
{
	local i word rest=$COMP_LINE before
	words=()
	for ((i = 0; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [ -n "$word" ]; then
			before=${rest%%"$word"*}
			rest=${rest#*"$word"}
		else
			before=${COMP_LINE:COMP_POINT - 1:1}
		fi
		case $i$before in
		0* | *[[:space:]]*) words+=("$word") ;;
		*) words[${#words[@]} - 1]+=$word ;;
		esac
	done
}

_nsview()
{
	local words word kept='' value help

	_nsview_words
	# bash replaces only what is behind the last of these, but in quotes all that is there.
	word=${words[${#words[@]} - 1]}
	case $word$COMP_WORDBREAKS in
	[\'\"]*) ;;
	*:*) kept=${word%"${word##*[:=]}"} ;;
	*) kept=${word%"${word##*=}"} ;;
	esac
	# Quotes are the shell's.
	words=("${words[@]//[\\\'\"]/}")
	word=${words[${#words[@]} - 1]}
	COMPREPLY=()
	while IFS=$'\t' read -r value help; do
		case $value in
		:files) mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "${word#"$kept"}") ;;
		:dirs) mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "${word#"$kept"}") ;;
		:command)
			mapfile -t COMPREPLY < <(compgen -c -- "$word"; compgen -f -- "$word")
			;;
		*[=:,[]) compopt -o nospace 2>/dev/null ;;&
		*) COMPREPLY+=("${value#"$kept"}") ;;
		esac
		case $value in
		:*) compopt -o filenames 2>/dev/null ;;
		esac
	done < <("${words[0]}" --complete "${words[@]:1}" 2>/dev/null)
}

complete -F _nsview nsview
