# SPDX-License-Identifier: GPL-2.0
# What a tool beside nsview prints, against what nsview does, by the table `facts`.
#
# --rawfile table, the table; --arg peer, the tool's command in it; --slurpfile before
# and after, what that printed before nsview was asked and after: {"netns": INUM or
# null, "out": ...} each; --slurpfile names, {NAME: INUM} of net namespaces, as plotnetcfg
# calls them; --slurpfile nsview, {"command": COMMAND, "out": ...} each.
#
# What was there in one of the two looks only is not compared: it came or went meanwhile.
#
# Prints a line for each fact: the word ok, unseen, or what is wrong; the fact; how many
# values were compared.

# --- the table

def lines:
	[foreach ($table | split("\n")[] | select(. != "" and (startswith("#") | not)) | split("\t"))
		as $cell ({};
			if $cell[0] == "=" then {peer: $cell[1], command: $cell[2]}
			else . + {key: $cell[0], path: $cell[1], how: ($cell[2] // "same")} end;
			select(.key and .peer == $peer))];

# --- what the others print, as objects: which thing each is about, and what is said of it

def objects_of:
	if $peer | startswith("lsns") then
		.out.namespaces[] | {id: "\(.ns)", prefix: "", said: .}
	elif $peer | startswith("plotnetcfg") then
		.out
		| {id: "", prefix: "", said: del(.namespaces)},
		(.namespaces[]
			| (if .name == "" then "/" else .name | sub(" \\(.*"; "") end) as $net
			| $names[0][$net] as $inum
			| {id: "\($inum)", prefix: "namespaces[].", said: del(.interfaces)},
			(.interfaces[] | {
				id: "\($inum)/\(.name)", prefix: "namespaces[].interfaces[].", said: .
			}))
	elif $peer | startswith("systemd-cgls") then
		.out | {id: (.pid // .cgroup | tostring), prefix: "", said: .}
	elif $peer | startswith("bridge -d -j vlan") then
		.netns as $netns | .out[]
		| {id: "\($netns)/\(.ifname)", prefix: "", said: {ifname}},
		(.ifname as $name | .vlans[] | {id: "\($netns)/\($name)", prefix: "vlans[].", said: .})
	else
		.netns as $netns | .out[] | {id: "\($netns)/\(.ifname)", prefix: "", said: .}
	end;

# Facts: a value, a list of words; and of a list of things what is said of each of them.
def facts_of:
	.said as $said | .prefix as $prefix
	| [$said | paths | select(all(.[]; type == "string"))][] as $path
	| ($said | getpath($path)) as $value
	| ($path | join(".")) as $key
	| if ($value | type) == "object" then empty
	elif ($value | type) == "array" and ($value | any(type == "object")) then
		([$value[] | keys[]] | unique[]) as $of
		| {key: "\($prefix)\($key)[].\($of)", value: [$value[] | .[$of]]}
	else {key: "\($prefix)\($key)", $value} end;

def facts: [.[] | objects_of | .id as $id | .said as $said | facts_of | . + {id: $id, said: $said}];

# --- what nsview prints

def flat: .[] | ., (.children // [] | flat);

def id_of:
	if has("ifindex") and has("netns") then "\(.netns)/\(.name)"
	elif has("nprocs") then "\(.ns)"
	elif has("tgid") then "\(.pid)"
	else .path // "" end;

def rows: [.out | [.[] | arrays][0] | flat] | INDEX(id_of);

# COLUMN; or COLUMN.WORD, of KEY=VALUE what KEY has, of words whether it is one of them.
def look($path):
	($path | split(".")) as $at
	| .[$at[0]]
	| if ($at | length) == 1 or . == null then .
	elif any(.[]; startswith($at[1] + "=")) then
		map(select(startswith($at[1] + "=")))[0] | ltrimstr($at[1] + "=")
	else index($at[1]) != null end;

# --- how they are compared

def hex: ltrimstr("0x") | explode
	| reduce .[] as $c (0; . * 16 + (if $c > 96 then $c - 87 else $c - 48 end));

def words: if type == "array" then sort else . end;

def in_range($n): split("-") | map(tonumber) | .[0] <= $n and $n <= .[-1];

# 1-4,7 is in VLANS where all of them are.
def vlans_in($vlans): [range(.vlan; (.vlanEnd // .vlan) + 1)]
	| all(. as $n | $vlans // [] | any(in_range($n)));

# ip(8) leaves the noughts out that a byte begins with.
def bridge_id: split(".")
	| .[0] + "." + (.[1] | split(":") | map(if length == 1 then "0" + . else . end) | join(""));

def ip_flags: map(select(. != "NO-CARRIER" and . != "M-DOWN")) | sort;

# $v is what the other says, in $f; $n is what nsview does, in $row of $rows.
def agree($how; $v; $n; $f; $row; $rows):
	if $v == null then any(null, [], 0, "none"; . == $n)
	elif $how == "same" then ($v | words) == ($n | words)
	elif $how == "text" then ($v | tostring) == ($n | tostring)
	elif $how == "lower" then ($v | ascii_downcase) == $n
	elif $how == "bit" then (if $v then "1" else "0" end) == $n
	elif $how == "hex" then ($v | tostring | hex) == ($n | tonumber)
	elif $how == "hundredths" then ($v * 100 | round) == ($n | tonumber)
	elif $how == "bridge-id" then ($v | bridge_id) == ($n | gsub(":"; ""))
	elif $how == "group" then (if $v == "default" then 0 else ($v | tonumber) end) == $n
	elif $how == "plus" then ($v | join("+")) == $n
	elif $how == "ip-flags" then
		($v | ip_flags) == ($n - ["RUNNING"] | sort) and
		($v | index("NO-CARRIER") != null) ==
			(($n | index("UP") != null) and ($n | index("RUNNING") == null))
	elif $how == "index" then
		[$rows[] | select(.netns == $row.netns and "\(.ifindex)" == "\($n)") | .name]
		| index($v) != null or $v == "if\($n)"
	elif $how == "kind-of-master" then
		any($rows[]; .netns == $row.netns and .name == $n and .kind == $v)
	elif $how == "slave-state" then ($v | ascii_downcase) == ($n // $row.bond_state)
	elif $how == "zero-is-none" then (if $v == 0 then null else $v end) == $n
	elif $how == "unassigned-is-none" then
		(if $v == "unassigned" then null else $v | tonumber end) == $n
	elif $how == "listed" then ($n | join("\n")) == ($v | sub("\\\\n"; "\n"; "g"))
	elif $how == "not-the-host" then $row.host or $v == $n
	elif $how == "proc-path" then $v == "/proc/\($row.pid)/ns/\($row.type)"
	elif $how == "address" then ($v | sort) == ($n | sort)
	elif $how == "family" then
		($v | sort) == ($n | map(if contains(":") then "INET6" else "INET" end) | sort)
	elif $how == "loopback" then $v == ($n // "loopback")
	elif $how == "run-netns" then $v == "" or $v == "PID \($row.pid) (\($row.command))" or
		any($n[]; . == "/run/netns/\($v)")
	elif $how == "name" then ($v | split("/")[-1]) == $n
	elif $how == "plot-state" then
		$v == (if ($n | index("UP") == null) then "down"
			elif ($n | index("RUNNING")) then "up" else "up_no_link" end)
	elif $how == "parent" then # of what others are stacked on it says itself
		($v | split("/")[-1]) as $name
		| $name == $n or ($name == $row.name and any($rows[]; .link == $name))
	elif $how == "tag" then
		($v | flatten) == (if $n then ["tag \($n)"] else [] end)
	elif $how == "lower-devices" then
		($v | map(split("/")[-1]) | sort) == ([$rows[]
			| select(.netns == $row.netns)
			| select(.master == $row.name or (.name == $n and .name != null)) | .name]
			| unique)
	elif $how == "vlans" then $f | vlans_in($n)
	elif $how | startswith("vlan-option ") then
		(if $f.vlanEnd then "\($f.vlan)-\($f.vlanEnd)" else "\($f.vlan)" end) as $vlan
		| $n | index("\($vlan):\($how | split(" ")[1])=\($v)") != null
	elif $how == "vlan-flags" then
		(($v | index("PVID") != null) == ($f.vlan == $row.pvid)) and
		(($v | index("Egress Untagged") != null) == ($f | vlans_in($row.untagged)))
	else error("no way to compare: \($how)") end;

# A number that changed between the two looks may have been any between them; a timer counts
# down, and then begins again.
def moved($how; $before; $n; $after):
	($n | tonumber? // null) as $n
	| [$before, $after]
	| map(tonumber? // 0 | if $how == "hundredths" then . * 100 | round else . end)
	| $n != null and
		if $how == "hundredths" and .[1] > .[0] then $n <= .[0] or $n >= .[1]
		else min <= $n and $n <= max end;

# --- all of it

($before | facts) as $facts
| ($after | facts | map({key: "\(.id) \(.key)", value}) | from_entries) as $later
| ($nsview | map({key: .command, value: rows}) | from_entries) as $tables
| lines as $lines
| ($lines | INDEX(.key)) as $known
| ($facts | group_by(.key) | map({key: .[0].key, value: .}) | from_entries) as $by_key
| ($by_key | keys[] | select($known[.] == null) | "it has no line in the table\t\(.)\t0"),
(
	$lines[] as $line
	| ($by_key[$line.key] // []) as $said
	| if $said == [] then "unseen\t\($line.key)\t0"
	elif $line.path == "-" then "ok\t\($line.key)\t0"
	else
		$tables[$line.command] as $rows
		| [$said[] | "\(.id) \(.key)" as $what | select($later | has($what))] as $said
		| [
			$said[]
			| . as $fact
			| $later["\(.id) \(.key)"] as $end
			| $rows[.id] as $row
			| ($row | look($line.path)) as $n
			| if $row == null then "\(.id): nsview has no such row"
			elif agree($line.how; .value; $n; .said; $row; $rows) then empty
			elif $end != .value and moved($line.how; .value; $n; $end) then empty
			else "\(.id): it says \(.value | tojson), nsview \($n | tojson)" end
		] as $wrong
		| (if $said == [] then "it was not there in both looks"
			elif $wrong == [] then "ok" else $wrong | join("; ") end)
			+ "\t\($line.key)\t\($said | length)"
	end
)
