# SPDX-License-Identifier: GPL-2.0
# What ports must be, from two dumps of slaves and the table between them:
#	awk -f slaves.awk dump table dump
# Each attribute of the dumps must be in its column or among the flags; one
# that this file does not know, in other; and a column that no attribute filled
# must be absent. A timer runs down meanwhile: it must be between the two, which are -v took
# hundredths of a second apart at most.
BEGIN {
	FS = "\t"
	lists("bridge", "1 state 2 priority 3 cost 13 root_id 14 bridge_id 15 designated_port " \
		"16 designated_cost 17 port_id 18 port 19 topology_change_ack 20 config_pending " \
		"21 message_age_timer 22 forward_delay_timer 23 hold_timer 25 multicast_router " \
		"31 group_fwd_mask 34 backup_port 35 mrp_ring_open 36 mrp_in_open " \
		"37 eht_hosts_limit 38 eht_hosts 41 mcast_groups 42 mcast_max_groups 44 backup_nhid")
	lists("flags", "4 hairpin 5 guard 6 root_block 7 fastleave 8 learning 9 flood 10 proxy_arp " \
		"12 proxy_arp_wifi 27 mcast_flood 28 mcast_to_unicast 29 vlan_tunnel " \
		"30 bcast_flood 32 neigh_suppress 33 isolated 39 locked 40 mab " \
		"43 neigh_vlan_suppress 45 neigh_forward_grat")
	lists("bond", "1 bond_state 2 bond_mii 3 bond_failures 4 bond_mac 5 bond_queue 6 ad_aggregator " \
		"7 ad_actor_state 8 ad_partner_state 9 bond_prio 10 ad_prio 11 ad_actor_churn " \
		"12 ad_partner_churn")
	lists("vrf", "1 vrf_table")
	words("state", "disabled listening learning forwarding blocking")
	words("bond_state", "active backup")
	words("bond_mii", "up going-down down going-back")
	words("ad_actor_churn", "monitoring churned none")
	words("ad_partner_churn", "monitoring churned none")
}
function lists(kind, text,    i, n, part)
{
	n = split(text, part, " ")
	for (i = 1; i < n; i += 2) {
		name_of[kind, part[i]] = part[i + 1]
		if (kind != "flags")
			kind_of[part[i + 1]] = kind
	}
}
function words(column, text,    i, n, part)
{
	n = split(text, part, " ")
	for (i = 1; i <= n; i++)
		word_of[column, i - 1] = part[i]
}
function number(bytes,    i, sum)
{
	for (i = length(bytes) - 1; i > 0; i -= 2)
		sum = sum * 256 + digit(bytes, i) * 16 + digit(bytes, i + 1)
	return sum + 0
}
function digit(text, at)
{
	return index("0123456789abcdef", substr(text, at, 1)) - 1
}
function text_of(column, bytes,    text)
{
	if (column == "root_id" || column == "bridge_id")
		return substr(bytes, 1, 4) "." substr(bytes, 5)
	if (column == "bond_mac") {
		text = bytes
		gsub(/../, "&:", text)
		return substr(text, 1, length(text) - 1)
	}
	if (column == "bond_prio" && number(bytes) >= 2147483648)
		return number(bytes) - 4294967296
	if ((column, number(bytes)) in word_of)
		return word_of[column, number(bytes)]
	return number(bytes)
}
function wrong(what)
{
	print what
	bad = 1
}
FNR == 1 { file++ }
file == 2 && FNR == 2 { columns = split($0, column, "\t") }
file == 2 && FNR > 2 {
	for (i = 1; i <= columns; i++)
		cell[$2, column[i]] = $i
	kind[$2] = $4
}
file != 2 { split($0, part, " ") }
file == 1 { before[part[1], part[3]] = part[4] }
file == 3 {
	said++
	port = part[1]
	bytes = part[4]
	if (kind[port] != part[2]) {
		wrong("port " port ": a " kind[port] "'s, rtnetlink says a " part[2] "'s")
		next
	}
	# What moved between the two dumps may be either in the table.
	if (before[port, part[3]] != bytes && name_of[part[2], part[3]] !~ /_timer$/) {
		filled[port, name_of[part[2], part[3]]]
		next
	}
	if (part[2] == "bridge" && ("flags", part[3]) in name_of) {
		flag = name_of["flags", part[3]]
		on = index("," cell[port, "flags"] ",", "," flag ",") != 0
		if (on != (number(bytes) != 0))
			wrong("port " port ", " flag ": " on ", rtnetlink says " number(bytes))
		known[port, flag]
		switched += on
		next
	}
	if (!((part[2], part[3]) in name_of)) {
		if (index("," cell[port, "other"] ",", "," part[3] "=" bytes ",") == 0)
			wrong("port " port ", attribute " part[3] ": not in " cell[port, "other"])
		next
	}
	name = name_of[part[2], part[3]]
	filled[port, name]
	got = cell[port, name]
	if (name ~ /_timer$/) {
		first = number(before[port, part[3]])
		last = number(bytes)
		# That of a second begins anew with each hello. Not to be more at the end than at first
		# it must have run for a second in all: within less there is no such beginning.
		begun = name == "hold_timer" && took >= 100 && got + 0 <= 100
		if (first >= last && (got + 0 > first || got + 0 < last) && !begun)
			wrong("port " port ", " name ": " got ", rtnetlink says " first " and then " last)
	} else if (got "" != text_of(name, bytes) "") {
		wrong("port " port ", " name ": " got ", rtnetlink says " text_of(name, bytes))
	}
	not_zero[name] += number(bytes) != 0
}
END {
	for (port in kind)
		for (name in kind_of)
			if (!((port, name) in filled) && cell[port, name] != "-")
				wrong("port " port ", " name ": " cell[port, name] ", rtnetlink says nothing")
	for (port in kind)
		if (cell[port, "flags"] != "-") {
			n = split(cell[port, "flags"], part, ",")
			for (i = 1; i <= n; i++)
				if (!((port, part[i]) in known))
					wrong("port " port ": rtnetlink knows no " part[i])
		}
	for (name in not_zero)
		told += not_zero[name] > 0
	if (said < 100 || switched < 10 || told < 12)
		wrong(said + 0 " attributes, " switched + 0 " switches on, " told + 0 " columns not 0")
	exit bad
}
