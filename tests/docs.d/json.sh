# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# JSON with other options: rows that are chosen and sorted, fewer keys, nothing at all, and
# errors. For tests/docs.

mkdir "$T/whole" "$T/chosen" "$T/fewer"

# each COMMAND...: with the name, the fixture and the arguments of what there is to ask.
each()
{
	while read -r each_name each_from each_args; do
		# shellcheck disable=SC2086
		"$@" "$each_name" "$fixtures/$each_from" $each_args </dev/null
	done <<-LIST
		tree guest tree
		tree.as guest tree --as 1
		ns kept ns
		ns.tree kept ns -T
		ps kept ps
		ps.tree kept ps -T
		bridge guest bridge
		dev held dev
		dev.tree held dev -T
		why held why eth0
		why.ns kept why net:[4026532300]
		path path path eth1
		cgroup cgroups cgroup
		cgroup.list cgroups cgroup -l
		mounts kept mounts 1
		mounts.list kept mounts 1 -l
		graph guest graph
		check differs check
		diff kept diff --all $fixtures/held
	LIST
}

# json FILE FROM VERB...: a document; what it exits with, if there is something else to say, too.
json()
{
	json_file=$1 json_from=$2
	shift 2
	./nsview "$@" -J -f "$json_from" >"$json_file" 2>"$T/stderr" && return
	json_status=$?
	case $json_status.$1 in
	3.check | 3.diff) return ;;
	esac
	echo "$*: exit $json_status: $(tail -n 1 "$T/stderr")"
}

# The rows of a document, one a line, without what is below each.
rows()
{
	jq -c '.. | objects | select(has("schema") | not) | del(.children)' "$1"
}

# The column that a key is of.
column()
{
	case $1 in
	host_pid) echo HOST-PID ;;
	*) echo "$1" | tr '[:lower:]' '[:upper:]' ;;
	esac
}

# Some rows of a view, none, and all with a few keys: by what jq finds in all.
ask()
{
	ask_name=$1 ask_from=$2
	shift 2
	whole=$T/whole/$ask_name chosen=$T/chosen/$ask_name
	json "$whole" "$ask_from" "$@"
	rows "$whole" | head -n 1 >"$T/row"
	key=$(jq -r '[to_entries[] | select(.value | type == "number" or type == "string")][0].key' "$T/row")
	last=$(jq -r 'keys_unsorted[-1]' "$T/row")
	filter="$(column "$key") == $(jq --arg k "$key" '.[$k]' "$T/row")"

	json "$chosen.some" "$ask_from" "$@" -Q "$filter" --sort "-$(column "$last")"
	rows "$whole" | jq -c --arg k "$key" --slurpfile row "$T/row" 'select(.[$k] == $row[0][$k])' |
		sort >"$T/wanted"
	rows "$chosen.some" | sort | cmp - "$T/wanted" || echo "$* -Q $filter"
	json "$chosen.none" "$ask_from" "$@" -Q "not ($filter) and $filter"
	[ -z "$(rows "$chosen.none")" ] || echo "$* -Q: what is true for no row"
	./nsview "$@" -J -Q "not ($filter) and $filter" -f "$ask_from" >"$T/said" 2>/dev/null ||
		echo "$*: no row, and exit $?"
	json "$T/eyes" "$ask_from" "$@" -n -u --color=always
	cmp "$whole" "$T/eyes"

	json "$T/fewer/$ask_name" "$ask_from" "$@" -o "$(column "$last"),$(column "$key")"
	[ "$(rows "$T/fewer/$ask_name" | jq -c keys_unsorted | sort -u)" = "[\"$last\",\"$key\"]" ] ||
		echo "$* -o: $(rows "$T/fewer/$ask_name" | head -n 1)"
	[ "$(rows "$T/fewer/$ask_name" | wc -l)" = "$(rows "$whole" | wc -l)" ] || echo "$* -o: other rows"
}

each ask >"$T/asked" 2>&1
empty "JSON: -Q, -o, -n, -u and --color, of each view" "$T/asked"
jq '."$defs" |= with_entries(if .key | endswith("_row") then .value |= del(.required) else . end)' \
	user/nsview.schema.json >"$T/no-required"
ok "and with -o there is nothing wrong but keys that are not there" \
	sh tests/vm/valid.sh "$T/no-required" "$T"/fewer/*

# --- nothing to show

mkdir "$T/same"
cp "$fixtures"/differs/* "$T/same"
sed -i '3,$d' "$T/same/differences"
{
	./nsview check -J -f "$T/same" >"$T/chosen/check" || echo "check: $?"
	./nsview diff -J -f "$fixtures/kept" "$fixtures/kept" >"$T/chosen/diff" || echo "diff: $?"
	./nsview bridge -J -f "$fixtures/kept" >"$T/chosen/bridge" || echo "bridge: $?"
	# shellcheck disable=SC2016
	unshare --user --map-root-user --mount sh -euc 'mount -t tmpfs none /run
		./nsview ls -J' >"$T/chosen/ls" || echo "ls: $?"
} >"$T/nothing" 2>/dev/null
for document in check diff bridge ls; do
	[ "$(jq -c '.[keys_unsorted[4]]' "$T/chosen/$document")" = "[]" ] || echo "$document"
done >>"$T/nothing"
empty "JSON: no differences, bridges or environments is an empty array and no error" "$T/nothing"
ok "JSON of rows that are chosen and sorted, or none, is valid" valid "$T"/chosen/*

# --- errors

# wrong VERB...: exit 1 with words, and nothing on stdout, least of all half a document.
wrong()
{
	./nsview "$@" -J >"$T/stdout" 2>"$T/stderr" && wrong_status=0 || wrong_status=$?
	[ "$wrong_status" = 1 ] || echo "$*: exit $wrong_status"
	[ ! -s "$T/stdout" ] || echo "$*: $(head -n 1 "$T/stdout")"
	tail -n 1 "$T/stderr" | grep -q "^nsview $1: ." || echo "$*: no words"
}

# What there is not: columns, and a folder, of each view.
wrong_columns()
{
	shift
	wrong_from=$1
	shift
	wrong "$@" -f "$wrong_from" -o NOSUCH
	wrong "$@" -f "$wrong_from" --sort NOSUCH
	wrong "$@" -f "$wrong_from" -Q 'NOSUCH == 1'
	wrong "$@" -f "$T/nowhere"
}

{
	each wrong_columns
	for v in tree ns ps bridge dev cgroup graph; do
		wrong "$v" -f "$fixtures/host" -p 99999
		for word in 99999 nosuch 'net:[5]' :5555 /nosuch 'net:[5]/lo'; do
			wrong "$v" -f "$fixtures/host" "$word"
		done
	done
	for word in 99999 nosuch 'net:[5]' :5555 /nosuch 'net:[5]/lo' 'net:[4026531840]/nosuch'; do
		wrong why -f "$fixtures/held" "$word"
		wrong path -f "$fixtures/path" "$word"
		wrong mounts -f "$fixtures/kept" "$word"
		wrong tree -f "$fixtures/host" --as "$word"
	done
	wrong ls -o NOSUCH
	wrong diff "$fixtures/kept" "$T/nowhere"
} >"$T/wrong" 2>&1
empty "JSON: what there is not is an error, and prints nothing" "$T/wrong"
