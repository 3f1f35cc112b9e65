#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# valid.sh SCHEMA FILE...: whether they are what nsview.schema.json says; and else what
# of the first of those that are not. All at once, for the validator takes its time to
# start.
set -eu

schema=$1
shift

# check FILE...
check()
{
	check_files=
	for file; do
		check_files="$check_files -i $file"
	done
	# shellcheck disable=SC2086
	/usr/bin/jsonschema --error-format '{error.json_path}: {error.message}
' $check_files "$schema" 2>&1 | cut -c 1-300
}

errors=$(check "$@")
# One that is empty, or that there is not, is not valid either.
for file; do
	[ -s "$file" ] || errors=none
done
[ -n "$errors" ] || exit 0

said=0
for file; do
	[ $# = 1 ] || errors=$(check "$file")
	[ -s "$file" ] || errors="nothing is in it"
	[ -n "$errors" ] || continue
	echo "$file: $errors"
	said=$((said + 1))
	[ "$said" -lt 5 ] || break
done
exit 1
