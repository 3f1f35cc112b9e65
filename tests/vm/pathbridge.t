#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `nsview path` through a bridge whose ports differ in what they do in a VLAN, or for a
# group, against frames that are sent.
set -eu
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
command -v nsview >/dev/null || skip_all "no nsview in this guest"
# shellcheck source=tests/vm/path.sh
. "$HERE/path.sh"

# A state for each VLAN.
ip -n pb link set br0 type bridge vlan_filtering 1
for p in a c d e; do
	bridge -n pb vlan add dev ${p}0 vid 10 pvid untagged
done
bridge -n pb vlan add dev br0 vid 10 self untagged pvid
both "all forward in the VLAN" "br0 c1 d1 e1" a0 $from $broadcast
bridge -n pb vlan set dev c0 vid 10 state blocking
bridge -n pb vlan set dev d0 vid 10 state learning
both "ports that do not forward in the VLAN get nothing" "br0 e1" a0 $from $broadcast
both "one that is blocking in it takes nothing in" "" c0 02:00:00:00:00:c1 $broadcast
is "for its state there" "$(stage '.verdict == "drop"' '"\(.stage) \(.object) \(.certain)"')" \
	"state c0 yes"
both "nor does one that only learns in it" "" d0 02:00:00:00:00:d1 $broadcast
is "which is said, too" "$(stage '.verdict == "drop"' '"\(.stage) \(.object) \(.certain)"')" \
	"learning d0 yes"
bridge -n pb vlan set dev d0 vid 10 state forwarding
bridge -n pb vlan set dev c0 vid 10 state forwarding
bridge -n pb vlan set dev br0 vid 10 state blocking self
both "the bridge itself does not hear the VLAN" "c1 d1 e1" a0 $from $broadcast
bridge -n pb vlan set dev br0 vid 10 state forwarding self

finish
