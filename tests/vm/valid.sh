#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# valid.sh SCHEMA FILE...: whether they are what nsview.schema.json says; and else what
# of the first of those that are not. All at once, for the validator takes its time to
# start.
set -eu

schema=$1
shift

# check SCHEMA FILE...
check()
{
	check_schema=$1 check_files=
	shift
	for file; do
		check_files="$check_files -i $file"
	done
	# shellcheck disable=SC2086
	/usr/bin/jsonschema --error-format '{error.json_path}: {error.message}
' $check_files "$check_schema" 2>&1 | cut -c 1-300
}

# An empty one, or none, is not valid either.
for file; do
	[ -s "$file" ] || echo "$file: nothing is in it"
done
[ -n "$(check "$schema" "$@")" ] || exit 0

# Of all documents that there may be only its own has words that help.
one=$(mktemp)
trap 'rm -f "$one"' EXIT
said=0
for file; do
	of=$(jq -r '"\(.view)_\(to_entries | map(select(.value | type == "array"))[0].key)"' "$file")
	jq --arg of "$of" 'if ."$defs"[$of] then del(.oneOf) | ."$ref" = "#/$defs/\($of)" else . end' \
		"$schema" >"$one"
	errors=$(check "$one" "$file")
	[ -n "$errors" ] || continue
	echo "$file: $errors"
	said=$((said + 1))
	[ "$said" -lt 5 ] || break
done
exit 1
