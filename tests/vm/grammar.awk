# SPDX-License-Identifier: GPL-2.0
# Checks a table (second file) against what `schema` prints (first file):
# awk -F '\t' -v table=NAME -v version=N -f grammar.awk SCHEMA TABLE
# Says what is wrong and where, and fails.

function wrong(what) {
	print table ":" FNR ": " what
	if (++complaints > 20)
		exit 1
}

function number_fits(cell) {
	if (cell !~ /^(0|[1-9][0-9]*)$/ || length(cell) > 20)
		return 0
	return length(cell) < 20 || cell "" <= "18446744073709551615"
}

# What is printable and is not the escape's own byte must not be escaped.
function text_is_plain(cell,    hex) {
	if (cell == "\\x2d")
		return 1
	while (match(cell, /\\/)) {
		hex = substr(cell, RSTART + 1, 3)
		if (hex !~ /^x[0-9a-f][0-9a-f]$/)
			return 0
		if (hex ~ /^x[2-6]/ && hex != "x5c" || hex ~ /^x7[0-9a-e]/)
			return 0
		cell = substr(cell, RSTART + 4)
	}
	return 1
}

FILENAME != ARGV[2] {
	if ($1 != table)
		next
	columns = NF - 1
	for (i = 1; i <= columns; i++) {
		split($(i + 1), part, ":")
		name[i] = part[1]
		type[i] = part[2]
	}
	next
}
/[^\t -~]/ { wrong("a byte that is not printable ASCII") }
FNR == 1 {
	if ($0 != "nsview " version " " table)
		wrong("head is \"" $0 "\"")
	next
}
NF != columns { wrong(NF " cells, not " columns ": " $0) }
FNR == 2 {
	for (i = 1; i <= columns; i++)
		if ($i != name[i])
			wrong("column " i " is \"" $i "\", not \"" name[i] "\"")
	next
}
{
	for (i = 1; i <= columns; i++) {
		if (type[i] == "NUM" && $i != "-" && !number_fits($i))
			wrong(name[i] " is no number: \"" $i "\"")
		if (type[i] == "TEXT" && !text_is_plain($i))
			wrong(name[i] " is no text: \"" $i "\"")
	}
}
END {
	if (complaints)
		exit 1
	if (!columns) {
		print table ": not in the schema"
		exit 1
	}
	if (FNR < 2) {
		print table ": no header"
		exit 1
	}
}
