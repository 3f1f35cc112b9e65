#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `nsview why DEVICE`: who holds it, against what the kernel then does to who
# wants it: ip(8) is run, and the error that it gets is read off the netlink
# socket, for with an explanation from the kernel ip(8) says only that.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

at_end "for ns in x hid; do ip netns del \$ns; done"
at_end "rmmod rxhold"

# why DEVICE: its JSON, in $T/why
why()
{
	nsview why -J "$1" >"$T/why" 2>"$T/err" || cat "$T/err"
}

# dev_at NAME: how nsview calls a device of netns x.
dev_at()
{
	echo "net:[$(inum /run/netns/x)]/$1"
}

# rows WHAT FILTER: of $T/why, as raw text.
rows()
{
	jq -r --arg what "$1" ".devices[] | .. | objects | select(.what == \$what) | $2" "$T/why"
}

# try COMMAND...: runs ip(8) and sets $errno to what the kernel answered, - if it
# did what it was told.
try()
{
	strace -f --seccomp-bpf -qq -e trace=recvmsg -o "$T/strace" ip "$@" >"$T/said" 2>&1 && errno=- ||
		errno=$(grep -o 'error=-E[A-Z]*' "$T/strace" | tail -n 1 | cut -d- -f2)
}

x()
{
	ip -n x "$@"
}

# --- who holds it

# Netns x has two of each kind of master, and d0 that is to be held.
ip netns add x
ip -n x -batch - <<'BATCH'
link add br0 type bridge
link add br1 type bridge
link add bond0 type bond mode active-backup
link add bond1 type bond mode active-backup
link add team0 type team
link add team1 type team
link add vrf0 type vrf table 10
link add vrf1 type vrf table 11
link add d0 type dummy
BATCH

# again: with d0 as new, and nothing on it, wherever that is.
again()
{
	ip -n x -batch - <<-'BATCH'
	link del d0
	link add d0 type dummy
	BATCH
}

# holds HANDLER MODULE ROLE UPPER: what why says of d0; that there is such a
# function is for the kernel's own list of symbols to say.
holds()
{
	why "$(dev_at d0)"
	is "$3: its handler, module and holder" \
		"$(rows handler '[.rx_handler, .rx_module, .role] | join(" ")') $(rows holder .name)" \
		"$1 $2 $3 $4"
	ok "$3: there is such a function" grep -Eq " $1[[:space:]]\[$2\]" /proc/kallsyms
}

again
x link set d0 master br0
holds br_handle_frame bridge "bridge port" br0
is "bridge port: the bridge is its master" "$(rows holder .master)" true
again
x link set d0 master bond0
holds bond_handle_frame bonding "bond slave" bond0
again
x link set d0 master team0
holds team_handle_frame team "team port" team0
again
x link add link d0 name up0 type macvlan
holds macvlan_handle_frame macvlan "macvlan lower" up0
is "macvlan lower: it is no master" "$(rows holder .master)" false
again
x link add link d0 name up0 type ipvlan
holds ipvlan_handle_frame ipvlan "ipvlan lower" up0
again
x link add link d0 name up0 type macsec sci 1
holds macsec_handle_frame macsec "macsec lower" up0

again
x link set d0 master vrf0
why "$(dev_at d0)"
handler=$(rows device '[.rx_handler, .role] | map(tostring) | join(" ")')
holder=$(rows upper '[.name, .kind, .master] | map(tostring) | join(" ")')
is "vrf: no handler, but a master" "$handler $holder" \
	"null null vrf0 vrf true"

again
if ip netns exec x ovs-dpctl add-dp dp0 2>"$T/said"; then
	ip netns exec x ovs-dpctl add-if dp0 d0
	holds netdev_frame_hook openvswitch "openvswitch vport" dp0
	try -n x link set d0 master br0
	is "openvswitch: a bridge can not take it" \
		"$errno $(rows verdict 'select(.action == "master bridge") | [.verdict, .errno] | join(" ")')" \
		"EOPNOTSUPP refused EOPNOTSUPP"
	ip netns exec x ovs-dpctl del-dp dp0
else
	skip "openvswitch vport" "$(head -n 1 "$T/said")"
fi

again
ok "a module takes the frames of d0" ip netns exec x insmod /nsview/rxhold.ko dev=d0
why "$(dev_at d0)"
is "no device behind the handler: it and its module are named" \
	"$(rows handler '[.rx_handler, .rx_module, .role] | join(" ")') $(rows holder .name)" \
	"rxhold_handle_frame rxhold other "
is "and that says so" "$(rows handler .answer | grep -c 'no device stands behind it: module rxhold')" 1
try -n x link set d0 master br0
is "and a bridge is refused because of it" \
	"$errno $(rows verdict 'select(.action == "master bridge") | [.verdict, .errno, .by] | join(" ")')" \
	"EBUSY refused EBUSY rxhold"
rmmod rxhold

# A macvtap's own handler is no device's either, and no stranger's.
again
x link add link d0 name up0 type macvtap
why "$(dev_at up0)"
index=$(x -j link show up0 | jq '.[0].ifindex')
is "macvtap: its own handler" "$(rows handler '[.rx_handler, .role] | join(" ")')" \
	"tap_handle_frame tap"
is "and the file its frames go to" "$(rows handler .answer | grep -c "/dev/tap$index\$")" 1

# --- a device or a namespace, by the form of the word

again
is "/run/netns/x is a namespace" \
	"$(nsview why -J /run/netns/x 2>"$T/err" | jq -r 'has("namespaces")')" true
is "/run/netns/x/d0 is a device" \
	"$(nsview why -J /run/netns/x/d0 2>"$T/err" | jq -r '.devices[0].name')" d0
is "so is d0, which is in no other" \
	"$(nsview why -J d0 2>"$T/err" | jq -r '.devices[0].netns')" "$(inum /run/netns/x)"
nsview why /run/netns/gone >"$T/out" 2>"$T/err" && status=0 || status=$?
is "a path that leads nowhere is an error" "$status $(cat "$T/err")" \
	"1 nsview why: /run/netns/gone: No such file or directory"

# --- six times busy, by somebody who is near or hidden

# The netns "hid", kept by a process, a thread, or a descriptor in flight. $hid
# is its number, and $kept how it is kept: by what, process, thread, descriptor.
hide_process()
{
	ip netns add hid
	hold_up ip netns exec hid hold still
	hid=$(inum /run/netns/hid)
	keeper=${line#* } keeper=${keeper% *}
	kept="process $keeper null null"
}

hide_thread()
{
	hold_up hold thread
	hid=${line%% *} also=${line##* } keeper=${line#* } keeper=${keeper% *}
	kept="thread $keeper $also null"
	# Its leader is elsewhere: by a thread's number it is found all the same.
	ip netns attach hid "$also"
}

hide_flight()
{
	ip netns add hid
	hold_up flight /run/netns/hid
	hid=${line%% *} also=${line##* } keeper=${line#* } keeper=${keeper% *}
	kept="flight $keeper null $also"
}

# From here on it has no name.
seal()
{
	ip netns del hid
}

# explained NAME ACTION HANDLER MODULE UPPER: in $T/why, of a device that $errno
# was answered about.
explained()
{
	is "$how: $1: handler, module, who refuses" \
		"$errno $(rows handler '[.rx_handler, .rx_module] | join(" ")') $(rows verdict \
			"select(.action == \"$2\") | [.verdict, .errno, .by] | join(\" \")")" \
		"EBUSY $3 $4 refused EBUSY $5"
	is "$how: $1: the holder, its netns, and who keeps that" \
		"$(rows holder '[.name, .netns, .kept, .pid, .tid, .fd] | map(tostring) | join(" ")')" \
		"$5 $hid $kept"
}

# lower KIND: d0 of netns x, whose upper is in hid.
lower()
{
	again
	x link add link d0 name up0 type "$1"
	x link set up0 netns hid
	seal
}

# port KIND: p0 and its master in hid; $at is how nsview calls it.
port()
{
	ip -n hid link add m0 type "$1"
	ip -n hid link add p0 type dummy
	ip -n hid link set p0 master m0
	at=net:[$hid]/p0
}

hows="process thread flight"
[ -z "$SLICE" ] || hows="thread"
for how in $hows; do
	"hide_$how"
	lower macvlan
	try -n x link set d0 master br0
	why "$(dev_at d0)"
	explained "macvlan lower to a bridge" "master bridge" macvlan_handle_frame macvlan up0
	try -n x link add link d0 name up1 type ipvlan
	explained "ipvlan on a macvlan lower" "add ipvlan" macvlan_handle_frame macvlan up0
	is "$how: ip(8) does not see the upper" \
		"$(x -d -j link show d0 | grep -c -e up0 -e macvlan)" 0
	let_go "$bg"

	"hide_$how"
	lower ipvlan
	try -n x link set d0 master br0
	why "$(dev_at d0)"
	explained "ipvlan lower to a bridge" "master bridge" ipvlan_handle_frame ipvlan up0
	let_go "$bg"

	for case in "bridge macvlan" "team macvlan" "bridge ipvlan"; do
		"hide_$how"
		master=${case% *} new=${case#* }
		port "$master"
		try -n hid link add link p0 name up1 type "$new"
		seal
		why "$at"
		case $master in
		bridge) explained "$new on a bridge port" "add $new" br_handle_frame bridge m0 ;;
		team) explained "$new on a team port" "add $new" team_handle_frame team m0 ;;
		esac
		let_go "$bg"
	done
done

# --- what is said is what happens, for every kind of device and every wish

dev=d0
s_free() { :; }
s_up() { x link set d0 up; }
s_bridge() { x link set d0 master br0; }
s_bridge_up() { x link set d0 master br0 up; }
s_bond() { x link set d0 master bond0; }
s_team() { x link set d0 master team0; }
s_vrf() { x link set d0 master vrf0; }
s_vrf_up() { x link set d0 master vrf0 up; }
s_vlan_lower() { x link add link d0 name up0 type vlan id 5; }
s_macvlan_lower() { x link add link d0 name up0 type macvlan; }
s_passthru_lower() { x link add link d0 name up0 type macvlan mode passthru; }
s_macvtap_lower() { x link add link d0 name up0 type macvtap; }
s_ipvlan_lower() { x link add link d0 name up0 type ipvlan; }
s_macsec_lower() { x link add link d0 name up0 type macsec sci 1; }
s_vrf_and_macvlan() { x link set d0 master vrf0; s_macvlan_lower; }
s_macvlan() { s_macvlan_lower; dev=up0; }
s_macvtap() { s_macvtap_lower; dev=up0; }
s_ipvlan() { s_ipvlan_lower; dev=up0; }
s_macsec() { s_macsec_lower; dev=up0; }
s_vlan() { s_vlan_lower; dev=up0; }
s_a_bridge() { dev=br0; }
s_a_bond() { dev=bond0; }
s_a_team() { dev=team0; }
s_a_vrf() { dev=vrf0; }
s_lo() { dev=lo; }
s_lo_up() { x link set lo up; dev=lo; }

# those of the rest that say most, if this is not to be long
situations="bridge_up bond vrf_and_macvlan macsec_lower macvtap a_bridge lo"
[ -z "$SLICE" ] || situations="bond a_bridge"
[ -z "$LONG" ] || situations="$situations free up bridge team vrf vrf_up vlan_lower macvlan_lower
	passthru_lower macvtap_lower ipvlan_lower macvlan ipvlan macsec vlan a_bond a_team a_vrf lo_up"

master_of()
{
	x -o link show "$1" | sed -n 's/.* master \([^ ]*\) .*/\1/p; t; c -'
}

# arrange SITUATION: makes it out of whatever was there.
arrange()
{
	case $dev in
	d0 | up0) ;;
	*) x link set "$dev" nomaster down ;;
	esac
	dev=d0
	again
	"s_$1"
}

# happens ACTION: does it; sets $event to what came of it, as why calls it.
happens()
{
	case $1 in
	"master bridge") try -n x link set "$dev" master br1 ;;
	"master "*) try -n x link set "$dev" master "${1#* }1" ;;
	"add macsec") try -n x link add link "$dev" name new0 type macsec sci 77 ;;
	"add vlan") try -n x link add link "$dev" name new0 type vlan id 77 ;;
	"add "*) try -n x link add link "$dev" name new0 type "${1#* }" ;;
	esac
	case $1 in
	add*) after=$before ;;
	*) after=$(master_of "$dev") ;;
	esac
	case $errno,$before in
	-,-) event=allowed ;;
	-,"$after") event=allowed ;;
	-,*) event=steals ;;
	*,"$after") event="refused $errno" ;;
	*) event="loses $errno" ;;
	esac
}

# tried ACTION SAID: why said so of it.
tried()
{
	certain=$((certain + 1))
	happens "$1"
	case $event in
	"$2" | "$2 "*) ;;
	*) echo "$1: why says $2, and it is $event" >>"$T/wrong" ;;
	esac
	# What was refused has left all as it was.
	case $event,$1 in
	refused*) ;;
	*,add*) x link del new0 ;;
	*) arrange "$situation" ;;
	esac
}

for situation in $situations; do
	: >"$T/wrong"
	certain=0
	arrange "$situation"
	before=$(master_of "$dev")
	why "$(dev_at "$dev")"
	rows verdict '"\(.action),\([.verdict, .errno] | map(values) | join(" "))"' >"$T/verdicts"
	while IFS=, read -r action said <&3; do
		[ "$said" = unknown ] || tried "$action" "$said"
	done 3<"$T/verdicts"
	[ "$certain" -ge 4 ] || echo "only $certain verdicts that are certain" >>"$T/wrong"
	[ ! -s "$T/wrong" ] && status=0 || status=1
	result "$status" "$situation: what is said is what happens ($certain of 8 are certain)" \
		"$T/wrong"
done

finish
