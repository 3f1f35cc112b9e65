#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Later boots: the key is enrolled. What is signed with it loads and works, nothing else does.
set -eu
. "$(dirname "$0")/common.sh"

# has_key CERTIFICATE: the kernel has its key, in one of its keyrings.
has_key()
{
	openssl x509 -inform DER -in "$1" -noout -ext subjectKeyIdentifier | tail -n 1 |
		tr -d ': \n' | tr A-F a-f >"$T/id"
	[ -s "$T/id" ] && grep " asym[a-z]* .*: $(cat "$T/id"): " /proc/keys
}

# works: what was loaded is read by the tool; the truth is from /proc.
works()
{
	hold_up unshare -n sh -c 'echo up; exec sleep 1000'
	source=
	net=$(inum "/proc/$bg/ns/net")
	nsview tree >"$T/tree" && nsview ns >"$T/ns" && source=$(nsview tree -J | jq -r .source)
	let_go "$bg"
	cat "$T/tree" "$T/ns"
	echo "source $source, $bg in $net"
	loaded && [ "$source" = kernel ] && [ "$net" != "$(inum /proc/1/ns/net)" ] &&
		grep -F "$bg sleep" "$T/tree" && grep "^ *$net net  *1  *$bg sleep" "$T/ns"
}

is "the key is enrolled" "$(state "$mok")" "already enrolled"
is "and the other" "$(state "$HERE/own/mok.pub")" "already enrolled"
ok "the kernel has it" has_key "$mok"
ok "and the other" has_key "$HERE/own/mok.pub"

is "sign signs, and says that all is done" "$(signed here)" \
	"sign: $T/here.ko: signed with /var/lib/dkms/mok.key
sign: the key is enrolled: nothing is left to do"
ok "load" nsview load "$T/here.ko"
ok "the tool works" works

# What of debugfs a kernel that is locked down lets nobody read, and what it does.
writable=$(find "$DEBUGFS" -type f -perm /222 | head -n 1)
ok "other files of debugfs are not to be read" exits 1 "Operation not permitted" cat "$writable"
for table in "$NSVIEW_DIR"/* "$NSVIEW_DIR"/binary/*; do
	[ -f "$table" ] || continue
	# shellcheck disable=SC2016
	ok "${table#"$NSVIEW_DIR"/} is" sh -c 'cat "$1" >"$2" && [ -s "$2" ]' sh "$table" "$T/table"
done
ok "unload" nsview unload
ok "it is gone" not_loaded

is "sign with the other pair" "$(signed own "$HERE/own" | tail -n 1)" \
	"sign: the key is enrolled: nothing is left to do"
ok "load" nsview load "$T/own.ko"
ok "the tool works" works
ok "unload" nsview unload

is "sign with a pair that is not enrolled" "$(signed stranger "$HERE/stranger" | tail -n 1)" \
	"sign: to enrol the key: mokutil --import $HERE/stranger/mok.pub; reboot; Enroll MOK"
ok "the kernel does not take it" exits 1 "Key was rejected by service" insmod "$T/stranger.ko"
ok "load: it is another key than this machine's" exits 1 \
	"stranger.ko $not_enrolled; it is not that of $mok: enrol it" nsview load "$T/stranger.ko"

LC_ALL=C sed 's/license=GPL/license=gPL/' "$T/here.ko" >"$T/altered.ko"
ok "a module that is not what was signed" exits 1 "Key was rejected by service" insmod "$T/altered.ko"
ok "load: its signature is wrong" exits 1 "altered.ko is signed, but its signature is wrong" \
	nsview load "$T/altered.ko"
ok "nothing is loaded" not_loaded

finish
