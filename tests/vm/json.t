#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# JSON of every view of this guest, with the module and without, by the schema that
# programs are promised.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

mkdir "$T/json"

# document NAME VERB...: what it prints, whether or not it is complete.
document()
{
	document=$T/json/$1
	shift
	nsview "$@" -J >"$document" 2>"$T/err" || [ $? = 3 ] || {
		note "nsview $*: $(cat "$T/err")"
		rm -f "$document"
	}
}

valid()
{
	sh "$HERE/valid.sh" "$HERE/nsview.schema.json" "$@"
}

# Something of each kind: environments, of which one is pinned and stopped, a bridge with
# a port elsewhere, a device that is held, a net namespace that nobody is in.
at_end "nsview rm json-b --force; nsview rm json-a --force"
at_end "ip netns del json; ip link del json-br; ip link del json-d"
nsview save "$T/before"
nsview create json-a --memory 64M --pids 20 -- sleep 4321
nsview create json-b --pin
nsview stop json-b
ip netns add json
ip link add json-br type bridge
ip link add json-p type veth peer name json-q netns json
ip link set json-p master json-br
ip link set json-p up
ip link set json-br up
ip link add json-d type dummy
ip link add json-m link json-d netns json type macvlan
pid=$(nsview ls -rn -o NAME,PID | awk '$1 == "json-a" { print $2 }')

for view in tree ns bridge dev cgroup graph check ls; do
	document $view $view
done
document ps ps
for view in ns ps dev; do
	document $view-tree $view --tree
done
document list cgroup --list
document as tree --as "$pid"
for group in cgroup pid user mnt; do
	document by-$group tree --group $group
done
document diff diff --all "$T/before"
document why-held why json-d
document why-port why json-p
document why-net why "net:[$(inum /run/netns/json)]"
document why-user why "user:[$(inum "/proc/$pid/ns/user")]"
document path path json-p
document path-to path json-br --to 192.0.2.1
document mounts mounts "$pid"
document mounts-1 mounts 1
document columns ns -H
with=$(find "$T/json" -type f | wc -l)

# Without the module, for another user can not read its tables.
user()
{
	setpriv --reuid 1000 --clear-groups nsview "$@" -J 2>/dev/null
}
for view in tree ns ps cgroup graph; do
	user $view >"$T/json/proc-$view"
done
# Of a process of that user: those of others are not theirs to see.
# shellcheck disable=SC2016
setpriv --reuid 1000 --clear-groups sh -c 'nsview mounts $$ -J' >"$T/json/proc-mounts" 2>/dev/null

is "documents of the kernel's tables" "$with" 28
is "their sources" "$(jq -r .source "$T"/json/* | sort -u | paste -s -d ' ')" \
	"kernel nsview proc records"
is "views" "$(jq -r .view "$T"/json/* | sort -u | paste -s -d ' ')" \
	"bridge cgroup check columns dev diff graph ls mounts ns path ps tree why"
is "environments are among them" \
	"$(jq -r '.environments[] | "\(.name) \(.state)"' "$T/json/ls" | grep json- | paste -s -d ,)" \
	"json-a running,json-b stopped"
is "so is who holds a device" \
	"$(jq -r '.. | objects | select(.verdict == "refused") | .action' "$T/json/why-held" |
		grep -cx 'master bridge')" 1
ok "all are valid" valid "$T"/json/*

# Completion, by what there is in this guest.
is "completion: environments" "$(nsview --complete exec json- | cut -f 1 | sort | paste -s -d ,)" \
	"json-a,json-b"
is "completion: a net namespace with a name" \
	"$(nsview --complete why /run/netns/js | cut -f 1)" /run/netns/json
is "completion: a namespace of another process" \
	"$(nsview --complete ns "pid:[$(inum "/proc/$pid/ns/pid")" | cut -f 1)" \
	"$(readlink "/proc/$pid/ns/pid")"
is "completion: devices" "$(nsview --complete path json- | cut -f 1 | sort | paste -s -d ,)" \
	json-br,json-d,json-p

# That it would be seen if they were not.
jq '.environments[0].pinned = "yes"' "$T/json/ls" >"$T/doctored"
is "one that is not is seen" "$(valid "$T/doctored" | grep -c "pinned: .yes. is not of type")" 1

finish
