# SPDX-License-Identifier: GPL-2.0
# zsh tests/docs.d/complete.zsh FOLDER LINE: what zsh makes of LINE when TAB is pressed
# behind it, where _nsview is in FOLDER. A shell on a terminal of its own is asked.
zmodload zsh/zpty
zpty z "env TERM=dumb PS1= zsh -f -i"
zpty -w z "unset zle_bracketed_paste; PS1=; fpath=($1 \$fpath)"
zpty -w z "autoload -Uz compinit && compinit -u -D"
zpty -w z "done_line() { print -r -- \"<\$BUFFER>\"; exit }; zle -N done_line; bindkey '^X' done_line"
zpty -w z "setopt no_beep no_list_beep no_auto_list no_auto_menu; print re''ady"
zpty -r z said '*ready*'
zpty -n -w z "$2"$'\t\x18'
zpty -r z said '*<nsview*>*'
said=${said##*<nsview}
print -r -- "nsview${said%%>*}"
zpty -d z
