# SPDX-License-Identifier: GPL-2.0
# zsh tests/docs.d/terminal.zsh FILE LINE: what bash makes of LINE when TAB is pressed behind
# it, with the completion in FILE: a shell on a terminal of its own, and readline in between.
zmodload zsh/zpty
zpty b "env TERM=dumb PS1= bash --norc --noprofile -i"
zpty -w b "PS1=; bind 'set enable-bracketed-paste off' 2>/dev/null; bind 'set bell-style none'"
zpty -w b "source ${(q)1}"
zpty -w b "done_line() { printf '<%s>\\n' \"\$READLINE_LINE\"; exit; }; bind -x '\"\\C-t\": done_line'"
zpty -w b "bind 'set show-all-if-ambiguous off'; echo re''ady"
zpty -r b said '*ready*'
zpty -n -w b "$2"$'\t\x14'
zpty -r b said '*<nsview*>*'
said=${said##*<nsview}
print -r -- "nsview${said%%>*}"
zpty -d b
