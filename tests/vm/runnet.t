#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `nsview run --net bridge`: devices against ip and bridge, rules against nft, and what
# is reached by what: by ping, TCP and UDP. All of it in a net namespace and a /run of
# its own, in which nothing may be left in the end.
# shellcheck disable=SC2154	# a_ip and the like: env_up sets them
set -eu
if [ -z "${RUNNET_ALONE-}" ]; then
	exec unshare --net --mount env RUNNET_ALONE=1 sh "$0"
fi
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
[ "$(id -u)" = 0 ] || skip_all "this takes root"
mount -t tmpfs none /run
mkdir /run/netns
ip link set lo up

# shellcheck source=tests/vm/runnet.sh
. "$HERE/runnet.sh"

# --- devices and addresses

env_up a --ip 10.88.0.7 --publish 8080:80 --publish 5353:53/udp
env_up b
is "--ip: it has that" "$a_ip" 10.88.0.7
is "the same host part in IPv6" "${a_ip6##*::}" 7
ok "the bridge is marked, and has the first address" sh -c "
	ip -j -d addr show dev nsview0 | jq -e '.[0] | .ifalias == \"nsview:bridge\" and
		.linkinfo.info_kind == \"bridge\" and any(.addr_info[]; .local == \"10.88.0.1\")'"
is "each port is marked with its environment" "$(ip -j link show master nsview0 |
	jq -r '.[].ifalias' | sed 's/-[0-9a-f]* [0-9a-f]*$//' | sort)" \
	"$(printf 'nsview:run-%s\n' "$a_pid" "$b_pid" | sort)"
ok "and forwards" sh -c "bridge -j link | jq -e 'length == 2 and all(.state == \"forwarding\")'"
is "what has no address is the port" "$(ip -j addr show master nsview0 |
	jq '[.[].addr_info[]] | length')" 0
in_env "$b_pid" ip -j link show dev eth0 >"$T/eth0"
is "eth0 has the MTU of the way out" "$(jq '.[0].mtu' "$T/eth0")" 1400
is "and there is nothing else but lo" "$(in_env "$b_pid" ip -j link | jq -r '.[].ifname' | paste -sd ' ')" \
	"lo eth0"
is "both have a default route" "$(in_env "$b_pid" ip -j route show default | jq -r '.[].gateway')
$(in_env "$b_pid" ip -6 -j route show default | jq -r '.[].gateway')" "10.88.0.1
${a_ip6%::*}::1"
is "the host forwards" "$(sysctl -n net.ipv4.ip_forward net.ipv6.conf.all.forwarding | paste -sd ' ')" \
	"1 1"
is "nobody tells them routes" "$(in_env "$b_pid" sysctl -n net.ipv6.conf.eth0.accept_ra)
$(sysctl -n net.ipv6.conf.nsview0.accept_ra)" "0
0"

# --- who reaches whom

for to in "$a_ip" "$a_ip6" 10.88.0.1 192.0.2.2 2001:db8::2; do
	ok "reached: $to" reaches "$b_pid" "$to"
done
hold_up ip netns exec out hello serve 7
is "outside it comes from the host" "$(in_env "$b_pid" hello ask 192.0.2.2 7)
$(in_env "$b_pid" hello ask 2001:db8::2 7)" "192.0.2.1
2001:db8::1"
for to in "$b_ip" "$b_ip6"; do
	ok "not reached from outside: $to" sh -c "! ip netns exec out ping -q -c 1 -W 1 $to"
done
ip link add br-own type bridge
at_end "ip link del br-own"
ip addr add 172.20.0.1/24 dev br-own
ip link set br-own up
env_up other --net bridge=nsother
refused "a bridge of others without an address" "only you know: --ip" --net bridge=br-own
env_up own --net bridge=br-own --ip 172.20.0.9
is "another bridge has another prefix" "$(echo "$other_ip" | cut -d . -f 1,2 | grep -vx 10.88 | cut -d . -f 1)" 10
for to in "$a_ip" "$a_ip6"; do
	ok "not reached from another bridge: $to" reaches_not "$other_pid" "$to"
done
ok "which reaches the outside" reaches "$other_pid" 192.0.2.2
is "a bridge of others: its prefix" "$own_ip" 172.20.0.9
ok "and its address is reached" reaches "$own_pid" 172.20.0.1
is "but it has no rules of ours" "$(nft list table inet nsview | grep -c br-own)" 0

# --- published ports

from_out()
{
	ip netns exec out hello ask "$@"
}
is "TCP, by IPv4" "$(from_out 192.0.2.1 8080)" 192.0.2.2
is "TCP, by IPv6" "$(from_out 2001:db8::1 8080)" 2001:db8::2
is "UDP, by IPv4" "$(from_out -u 192.0.2.1 5353)" 192.0.2.2
is "UDP, by IPv6" "$(from_out -u 2001:db8::1 5353)" 2001:db8::2
is "from the host" "$(hello ask 192.0.2.1 8080)" 192.0.2.1
is "from beside it, and the answer finds back" "$(in_env "$b_pid" hello ask 192.0.2.1 8080)" 10.88.0.1
ok "from another bridge" in_env "$other_pid" hello ask 192.0.2.1 8080
# There nothing could answer, so it is not sent anywhere.
hold_up hello serve 80
for loopback in 127.0.0.1 ::1; do
	ok "the loopback of the host is its own: $loopback" hello ask $loopback 80
	ok "and has no published port" sh -c "! timeout 5 hello ask $loopback 8080"
done
let_go "$bg"
ok "another port leads nowhere" sh -c "! ip netns exec out hello ask 192.0.2.1 8081"
is "its rules say whose they are" "$(nft -j list chain inet nsview publish |
	jq -r '.nftables[].rule.comment // empty' | sed 's/-[0-9a-f]* / /; s/ [0-9a-f]*$//' | sort | uniq -c |
	sed 's/^ *//')" "2 nsview:run-$a_pid 5353/udp
2 nsview:run-$a_pid 8080/tcp"

# --- what is refused

refused "an address that somebody has" "run-$a_pid-.* has it" --net bridge --ip 10.88.0.7
refused "an address by IPv6 that somebody has" "run-$a_pid-.* has it" --net bridge --ip "$a_ip6"
refused "an address of others" "not one of those of nsview0" --net bridge --ip 10.99.0.7
refused "the address of the bridge" "not one of those of nsview0" --net bridge --ip 10.88.0.1
refused "a published port" "8080/tcp: this port of the host is taken" --net bridge --publish 8080:1
hold_up hello serve 9999
refused "a port of the host" "9999/tcp: this port of the host is taken" --net bridge --publish 9999:1
let_go "$bg"
refused "what is no bridge" "up0 is no bridge" --net bridge=up0
refused "--ip without a bridge" "needs --net bridge" --ip 10.88.0.9
ok "a user who is not root" sh -c '
	setpriv --reuid 1000 --regid 1000 --clear-groups nsview run --net bridge -- true 2>&1 |
		grep "needs root"'

# --- the end

env_down "$a_pid"
is "its rules go with it" "$(nft list chain inet nsview publish | grep -c dnat)" 0
env_up again --ip 10.88.0.7
is "its address is free again" "$again_ip" 10.88.0.7
env_down "$again_pid" "$b_pid" "$other_pid"
is "a bridge of ours goes with the last" "$(ip -j -d link show type bridge | jq -r '.[].ifname')" br-own
env_down "$own_pid"
ip link del br-own
ok "nothing is left" nothing_left

# --- named ones

nsview create named --net bridge --ip 10.88.0.9 --publish 8088:80 -- sleep 100000
refused "a port of one that was created" "8088/tcp: environment named has it" --net bridge \
	--publish 8087:80 --publish 8088:1
ok "which is free for UDP" nsview run --net bridge --publish 8088:1/udp -- true
pkill -f -x 'sleep 100000' && :
named_stopped()
{
	nsview ls -n -r -o name,state | grep -qx 'named stopped'
}
wait_until 10 named_stopped
refused "an address to which a port still leads" "named has it" --net bridge --ip 10.88.0.9
nsview create named --net bridge --ip 10.88.0.9 -- sleep 100000
env_up keep
rules=$(nft list chain inet nsview postrouting | grep -c masquerade)
nsview rm named --force
nsview create named --net bridge --ip 10.88.0.9 -- sleep 100000
# Of a container that has a /run of its own, and the net namespace of the host.
is "gc with other records" "$(unshare --mount sh -c 'mount -t tmpfs none /run && nsview gc')" ""
is "leaves the ports" "$(bridge -j link | jq length)" 2
is "and the rules of the bridge" "$(nft list chain inet nsview postrouting | grep -c masquerade)" \
	"$rules"
is "one that is made again has its address again" \
	"$(nsview exec named -- ip -o -4 addr show dev eth0 | awk '{ print $4 }')" 10.88.0.9/16
id=$(ip -j link show master nsview0 | jq -r '.[0].ifalias' | cut -d ' ' -f 2)
for name in left looks; do
	ip link add ${name}0 type veth peer name ${name}1
done
ip link set left0 alias "nsview:gone $id"
ip link set looks0 alias "nsview:gone"
is "gc says which port it removed" "$(nsview gc)" "port left0"
ok "and leaves what looks like one" ip link show dev looks0
ip link del looks0
nsview rm named --force
env_down "$keep_pid"
ok "nothing is left" nothing_left

# --- of another net namespace

ip netns add there
for gone in no yes; do
	ip netns exec there nsview create away --net bridge --publish 8089:80 -- sleep 100001
	pkill -f -x 'sleep 100001' && :
	wait_until 10 sh -c 'nsview ls -n -r -o name,state | grep -qx "away stopped"'
	[ $gone = no ] || ip netns del there
	is "gc of one in another net namespace, gone: $gone" "$(nsview gc >"$T/said" 2>&1; echo $?)" 0
	is "nothing is on record" "$(find /run/nsview/env -mindepth 1)" ""
	[ $gone = yes ] || is "nor there" "$(ip -n there -j link | jq -r '.[].ifname'
		ip netns exec there nft list ruleset)" lo
done

# One that no process is in, nor has a name, and that is there.
: >"$T/there"
unshare --net="$T/there" true
nsenter --net="$T/there" nsview create one --net bridge --publish 8090:80 -- sleep 100002
nsenter --net="$T/there" nsview create two --net bridge -- sleep 100002
nsview rm one --force >"$T/removed" 2>&1 && status=0 || status=$?
is "what can only be removed there" "$status" 1
is "is said" "$(sed 's/.*: //' "$T/removed")" "try it there"
is "and stays on record" "$(find /run/nsview/env -mindepth 1 -maxdepth 1 -printf '%f\n' | sort |
	paste -s -d ' ')" "one two"
for name in one two; do
	nsenter --net="$T/there" nsview rm $name --force
done
is "there it is removed" "$(find /run/nsview/env -mindepth 1
	nsenter --net="$T/there" nft list ruleset)" ""
umount "$T/there"

# --- more rules than a socket takes by itself

prlimit --pid $$ --nofile=4096:4096
count=1000
# shellcheck disable=SC2046
set -- $(seq -f "--publish %.0f:80" 20000 $((19999 + count)))
rules()
{
	nft list chain inet nsview publish | grep -c "$1" || :
}
env_up keep
hold_up nsview run --net bridge --bind "$HERE:/tmp/vm" "$@" -- sh -c '/tmp/vm/hello serve 80 >/dev/null &
	echo; exec sleep 100000'
is "$count ports" "$(rules dnat)" $((2 * count))
is "the last of them leads in" "$(from_out 192.0.2.1 $((19999 + count)))" 192.0.2.2
id=$(nft list chain inet nsview publish | sed -n '/dnat/s/.* \([^ ]*\)"$/\1/p' | sed -n 1p)
seq -f "add rule inet nsview publish counter comment \"nsview:gone %.0f/tcp $id\"" 5000 | nft -f -
is "5000 that a killed nsview left" "$(rules nsview:gone)" 5000
is "gc removes them" "$(nsview gc >"$T/said" 2>&1; echo $?) $(rules nsview:gone)" "0 0"
is "and no others" "$(rules dnat)" $((2 * count))
env_down "$bg"
is "all go with it" "$(rules dnat)" 0
nft 'flush chain inet nsview prerouting; flush chain inet nsview output; delete chain inet nsview publish'
refused "each of them fails: the first that did is said" "No such file" --net bridge "$@"
env_down "$keep_pid"
ok "nothing is left" nothing_left

# --- what others have

ip link add nsview0 type bridge
refused "a bridge that is called as ours" "is not nsview's" --net bridge
ok "which stays" ip link show dev nsview0
ip link del nsview0
nft add table inet nsview
refused "a table that is called as ours" "that is not nsview's" --net bridge
is "which stays" "$(nft list tables)" "table inet nsview"
nft delete table inet nsview
ip link add d0 type veth peer name d1
ip addr add 10.88.77.1/24 dev d0
ip link set d0 up
env_up a
is "a prefix that the host has routes to is not taken" "${a_ip#10.89.}" "$(echo "$a_ip" | cut -d . -f 3,4)"
env_down "$a_pid"
ip link del d0
nft -f - <<'NFT'
table ip filter {
	chain FORWARD { type filter hook forward priority 0; policy drop; }
}
NFT
nsview run --net bridge -- true 2>"$T/err"
ok "what would swallow its packets is said" grep -q \
	"warning: chain FORWARD of table ip filter.*nft insert rule" "$T/err"
# As it says to do.
sed 's/.*: nft insert/nft insert/' "$T/err" >"$T/advice"
sh "$T/advice"
env_up a
ok "and what is said to do helps" reaches "$a_pid" 192.0.2.2
env_down "$a_pid"
is "then nothing is said" "$(nsview run --net bridge -- true 2>&1)" ""
nft delete table ip filter
if iptables-legacy -P FORWARD DROP 2>"$T/said"; then
	nsview run --net bridge -- true 2>"$T/err"
	ok "the older iptables: what would swallow its packets is said" grep -q \
		"warning: chain FORWARD of table ip filter.*: iptables -I FORWARD" "$T/err"
	sed 's/.*: iptables/iptables/; s/iptables/iptables-legacy/g' "$T/err" >"$T/advice"
	sh "$T/advice"
	env_up a
	ok "the older iptables: what is said to do helps" reaches "$a_pid" 192.0.2.2
	env_down "$a_pid"
	iptables-legacy -F FORWARD
	iptables-legacy -P FORWARD ACCEPT
else
	skip "the older iptables" "this kernel has none: $(cat "$T/said")"
fi
sysctl -qw net.ipv4.ip_forward=1
nsview run --net bridge -- true
is "what was on stays on" "$(sysctl -n net.ipv4.ip_forward)" 1
sysctl -qw net.ipv4.ip_forward=0
env_up a
sysctl -qw net.ipv6.conf.all.forwarding=2
env_down "$a_pid"
is "what others changed since stays" "$(sysctl -n net.ipv6.conf.all.forwarding)" 2
sysctl -qw net.ipv6.conf.all.forwarding=0
ok "nothing is left" nothing_left

# --- resolv.conf

printf 'nameserver 127.0.0.53\nnameserver 192.0.2.53\nsearch example.org\n' >"$T/resolv"
mkdir "$T/etc" "$T/etc.work"
mount -t overlay -o "lowerdir=/etc,upperdir=$T/etc,workdir=$T/etc.work" etc /etc
at_end "umount -l /etc"
rm -f /etc/resolv.conf
cp "$T/resolv" /etc/resolv.conf
ours="nameserver 192.0.2.53
search example.org"
is "name servers, but for the host's own" "$(nsview run --net bridge -- cat /etc/resolv.conf)" \
	"$ours"
is "everybody's to read, whatever the caller's umask" \
	"$(umask 077; nsview run --net bridge -- stat -c %a /etc/resolv.conf)" 644
mkdir -p /run/systemd/resolve
cp "$T/resolv" /run/systemd/resolve/stub-resolv.conf
for to in ../run/systemd/resolve/stub-resolv.conf /run/systemd/resolve/stub-resolv.conf; do
	ln -sf $to /etc/resolv.conf
	is "by a link to $to" "$(nsview run --net bridge -- cat /etc/resolv.conf)" "$ours"
done
rm -r /run/systemd
echo "nameserver 127.0.0.1" >"$T/etc/resolv-own"
ln -sf resolv-own /etc/resolv.conf
nsview run --net bridge -- true 2>"$T/err"
ok "that there is none but the host's own is said" grep -q "no name server" "$T/err"
ln -sf ../etc/hostname /etc/resolv.conf
ok "another link is left alone" nsview run --net bridge -- true

# --- many at once

# Each caller starts its part one after the other; all of them stay until the end.
count=${LONG:+500}
count=${count:-40}
mkdir "$T/said.d" "$T/pids"
call()
{
	for i in $(seq "$1" 8 "$count"); do
		# shellcheck disable=SC2016	# for the inner shell
		nsview run --net bridge -- sh -c "$addresses"'
			addresses; exec sleep 100000' >"$T/said.d/$i" 2>&1 &
		echo $! >"$T/pids/$i"
	done
	wait
}
for n in 1 2 3 4 5 6 7 8; do
	call $n &
	callers="${callers-} $!"
done
all_there()
{
	[ "$(cat "$T/said.d"/* | wc -l)" -ge $((3 * count)) ]
}
wait_until $((60 + count)) all_there || :
is "$count environments: addresses, MACs" "$(cat "$T/said.d"/* | sort -u | wc -l)" $((3 * count))
is "as many ports" "$(bridge -j link | jq 'map(select(.state == "forwarding")) | length')" "$count"
env_up a
grep -h '^10\.' "$T/said.d"/* >"$T/addresses" || :
# In one process: with so many, finding its own each time takes longer than ping.
# shellcheck disable=SC2016	# for the inner shell
reached=$(in_env "$a_pid" sh -c 'while read -r to; do
		! ping -q -c 1 -W 5 "$to" >/dev/null </dev/null || echo "$to"
	done' <"$T/addresses" | wc -l)
is "all are reached" "$reached" "$count"
# shellcheck disable=SC2046
kill -TERM $(cat "$T/pids"/*)
for pid in $callers; do
	wait "$pid" || :
done
# They go with their net namespaces, which the kernel does in its own time.
one_port()
{
	[ "$(bridge -j link | jq length)" = 1 ]
}
ok "all ports are gone but one" wait_until 60 one_port
env_down "$a_pid"
ok "nothing is left" nothing_left

# --- faults

# Each STEPth request is refused, or the last that nsview does. What is left is
# marked, and the next environment that ends takes it along.
step=${LONG:+1}
step=${step:-7}
fault() # WHAT NUMBER
{
	strace -o "$T/strace" -e trace=sendto -e "inject=sendto:$1:when=$2" \
		nsview run --net bridge --publish 99:99 -- true >"$T/out" 2>&1 || :
}
marked()
{
	ip -j -d link | jq -e 'map(select(.linkinfo.info_kind == "veth" and .ifname != "up0")) |
		all(.ifalias // "" | startswith("nsview:"))'
}
for what in error=ENOMEM signal=KILL; do
	n=1
	bad=
	while [ $n -lt 200 ]; do
		fault $what $n
		grep -q 'INJECTED\|killed by' "$T/strace" || break
		wait_until 5 marked || bad="$bad $n:unmarked"
		nsview run --net bridge -- ping -q -c 1 -W 5 10.88.0.1 >"$T/out" 2>&1 || bad="$bad $n:$(cat "$T/out")"
		nothing_left >"$T/out" 2>&1 || bad="$bad $n:left"
		n=$((n + step))
	done
	note "$what: $n requests"
	is "sendto, $what: it heals" "$bad" ""
	[ $n -gt 20 ] || is "there are so many requests" $n "more than 20"
done

finish
