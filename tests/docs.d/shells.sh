# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2154	# T: tests/docs
# What bash, zsh and fish make of lines, with the completion of each. Sourced by tests/docs.

# Lines, and what a shell is to make of them; _ is the blank behind a word that is done.
shell_lines()
{
	cat <<-'LINES'
	nsview tr|nsview tree_
	nsview ns -o NS,TY|nsview ns -o NS,TYPE_
	nsview ns --color=al|nsview ns --color=always_
	nsview ns --colo|nsview ns --color=
	nsview run --memory 1M --net br|nsview run --memory 1M --net bridge_
	nsview diff user/nsview.schema|nsview diff user/nsview.schema.json_
	nsview watch -i 1 tree --group mn|nsview watch -i 1 tree --group mnt_
	nsview tree -f user/nsview.schema|nsview tree -f user/nsview.schema.json_
	LINES
}

PATH=$T/bin:$PATH
export PATH
shell_lines | sed 's/_$/ /' >"$T/shell"
while IFS='|' read -r line wanted; do
	is "bash: $line" "<$(bash tests/docs.d/complete.bash user/nsview.bash "$line" 2>&1)>" "<$wanted>"
	is "zsh: $line" "<$(timeout 60 zsh -f tests/docs.d/complete.zsh "$PWD/user" "$line" 2>&1)>" "<$wanted>"
	is "fish: $line" "<$(fish tests/docs.d/complete.fish user/nsview.fish "$line" 2>&1)>" \
		"<$(echo "$wanted" | sed 's/ *$//')>"
done <"$T/shell"

# in_shells LINE BASH ZSH FISH: what each makes of it, fish in the word alone, where there are
# files with such names as people have.
mkdir "$T/files" "$T/files/sub dir"
touch "$T/files/my snap" "$T/files/it's" "$T/files/ünö" "$T/files/dollar\$x"
in_shells()
{
	is "bash: $1" "<$(cd "$T/files" && timeout 60 zsh -f "$here/tests/docs.d/terminal.zsh" \
		"$here/user/nsview.bash" "$1" 2>&1)>" "<$2>"
	is "zsh: $1" "<$(cd "$T/files" && timeout 60 zsh -f "$here/tests/docs.d/complete.zsh" \
		"$here/user" "$1" 2>&1)>" "<$3>"
	# shellcheck disable=SC2016
	is "fish: $1" "$(cd "$T/files" && fish -c 'source $argv[1]; complete -C$argv[2]' \
		"$here/user/nsview.fish" "$1" 2>&1 | cut -f 1)" "$4"
}
# same_in_shells LINE END WORD: LINE END in bash and in zsh.
same_in_shells()
{
	in_shells "$1" "$1$2" "$1$2" "$3"
}

here=$PWD
net=$(readlink /proc/self/ns/net)
begun=${net%??}
rest=${net#"$begun"}
same_in_shells 'nsview tree -f my' '\ snap ' 'my snap'
same_in_shells 'nsview tree -f my\ s' 'nap ' 'my snap'
same_in_shells 'nsview tree -f "my s' 'nap" ' 'my snap'
same_in_shells 'nsview tree --from=my' '\ snap ' '--from=my snap'
same_in_shells 'nsview diff my\ snap it' "\\'s " "it's"
# shellcheck disable=SC2016
same_in_shells 'nsview save doll' 'ar\$x ' 'dollar$x'
same_in_shells 'nsview tree -f ün' 'ö ' 'ünö'
same_in_shells 'nsview run --rootfs=su' 'b\ dir/' '--rootfs=sub dir/'
same_in_shells "nsview ns '$begun" "$rest' " "$net"
same_in_shells "nsview why '$net' -o FOU" 'ND ' FOUND
in_shells "nsview ns net:\\${begun#net:}" "nsview ns $net " \
	"nsview ns net:\\${begun#net:}${rest%]}\\] " "$net"
same_in_shells 'nsview ns -o +NS,NPR' 'OCS ' '+NS,NPROCS'
in_shells 'nsview ns --sort=-npr' 'nsview ns --sort=-NPROCS ' 'nsview ns --sort=-NPROCS ' '--sort=-NPROCS'
same_in_shells 'nsview ns -oNPR' 'OCS ' '-oNPROCS'
same_in_shells 'nsview create web --memory 1M -- nsvi' 'ew ' nsview
is "bash: what stands before a colon stays" \
	"$(bash tests/docs.d/complete.bash user/nsview.bash "nsview ns $begun")" "nsview ns $net "
