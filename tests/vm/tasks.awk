# SPDX-License-Identifier: GPL-2.0
# Compares the table `tasks` with two walks of /proc, one before it was read
# and one after: awk -F '\t' -v least=N -f tasks.awk WALK1 TABLE WALK2
#
# A task that both walks show alike must be in the table, with these values. A
# row that neither walk shows must be of a task younger than the first walk.
# The state is left out: only the tests' own tasks keep one. Says what differs
# and fails; at least so many rows must have been compared.

function wrong(what) {
	if (++complaints <= 20)
		print what
}

# A row without its state, so that two walks can be compared.
function row_but_state(    i, text) {
	for (i = 1; i <= NF; i++)
		if (i != state)
			text = text "\t" $i
	return text
}

# Which of the three files this line is of.
FNR == 1 {
	file++
	if (file == 1)
		born_after = $1
	if (file == 1)
		sub(/^now /, "", born_after)
	next
}
file == 1 && FNR == 2 {
	columns = NF
	for (i = 1; i <= NF; i++) {
		name[i] = $i
		if ($i == "state")
			state = i
	}
	next
}
file == 1 { first[$1] = row_but_state(); next }
file == 2 && FNR == 2 {
	for (i = 1; i <= NF; i++)
		at[$i] = i
	for (i = 1; i <= columns; i++)
		if (!(name[i] in at))
			wrong("no column " name[i])
	next
}
file == 2 {
	pid = $(at["pid"])
	if (pid in table)
		wrong("twice: " pid)
	table[pid] = $0
	next
}
FNR == 2 { next }
{
	second[$1] = 1
	if (first[$1] != row_but_state())
		next
	if (!($1 in table)) {
		wrong("missing: " $0)
		next
	}
	compared++
	split(table[$1], cell, "\t")
	for (i = 1; i <= columns; i++) {
		got = cell[at[name[i]]]
		if (name[i] == "start")
			got = int(got / 10000000)
		if (i == state || name[i] == "comm" && $i == "?")
			continue
		if (got "" != $i "")
			wrong("task " $1 ", " name[i] ": " got ", /proc says " $i)
	}
}
END {
	for (pid in table) {
		if (pid in first || pid in second)
			continue
		split(table[pid], cell, "\t")
		if (cell[at["start"]] + 0 < born_after + 0)
			wrong("not in /proc: " table[pid])
	}
	if (compared + 0 < least + 0)
		wrong("only " compared + 0 " tasks compared, not " least)
	if (complaints)
		print complaints " in all"
	exit complaints > 0
}
