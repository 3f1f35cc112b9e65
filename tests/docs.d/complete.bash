# SPDX-License-Identifier: GPL-2.0
# bash tests/docs.d/complete.bash FILE LINE: what bash makes of LINE, with the completion
# in FILE, when there is one offer: words are taken apart as readline does that.
. "$1"
COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDS=() nospace=

# Outside of a completion it is an error.
compopt()
{
	[ "$2" != nospace ] || nospace=1
}

rest=$2
while [ -n "$rest" ]; do
	blanks=${rest%%[![:space:]]*}
	rest=${rest#"$blanks"}
	word=${rest%%[[:space:]:=]*}
	[ -n "$word" ] || word=${rest%%[!:=]*}
	COMP_WORDS+=("$word")
	rest=${rest#"$word"}
done
case $2 in
*[[:space:]]) COMP_WORDS+=("") ;;
esac
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_nsview
last=${COMP_WORDS[COMP_CWORD]}
case $last in
[:=]*) last= ;;
esac
[ ${#COMPREPLY[@]} = 1 ] || printf '%s\n' "${#COMPREPLY[@]} offers: ${COMPREPLY[*]}"
printf '%s%s' "${2%"$last"}" "${COMPREPLY[0]}"
[ -n "$nospace" ] || printf ' '
