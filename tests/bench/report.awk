# SPDX-License-Identifier: GPL-2.0
# awk -v form=FORM -f report.awk claims RECORDS: what run.sh printed, for people.
#
#	tables	medians and ratios, as Markdown
#	claims	what is claimed and whether it is so, by tabs: ok|no|-, the claim, what was
#		measured
#	plot	for tests/bench/plot: height, seconds, 1 for nsview, name

BEGIN {
	FS = OFS = "\t"
	title["tasks"] = "Tasks with their namespaces, read whole"
	title["namespaces"] = "Namespaces, start to exit"
	title["processes"] = "Processes and cgroups, start to exit"
	title["tree"] = "The tree of the host, start to exit"
	title["bridges"] = "Bridges, ports and their other ends, start to exit"
	title["making"] = "An environment for /bin/true, start to exit"
	order = split("tasks namespaces processes tree bridges making", groups, " ")
}

/^#/ || NF == 0 { next }

FILENAME == ARGV[1] {
	claim[++claims] = $0
	next
}

$1 == "fact" { fact[$2] = $3 }
$1 == "world" { processes[$2] = $3 }
$1 == "cannot" { cannot[++cannots] = "`" $3 "` (" $2 "): " $4 }
$1 == "run" {
	if (!(($2, $3) in seen)) {
		seen[$2, $3] = 1
		worlds[$3] = worlds[$3] (worlds[$3] == "" ? "" : " ") $2
		last[$3] = $2
	}
	if (!(($3, $4) in named)) {
		named[$3, $4] = 1
		name[$3, ++names[$3]] = $4
	}
	key = $2 SUBSEP $3 SUBSEP $4
	n = ++runs[key]
	run[key, "wall", n] = $5
	run[key, "cpu", n] = $6 + $7
	run[key, "rss", n] = $8
}

END {
	for (key in runs) {
		wall[key] = median(key, "wall")
		cpu[key] = median(key, "cpu")
		rss[key] = median(key, "rss")
	}
	if (form == "claims")
		print_claims()
	else if (form == "plot")
		print_plot()
	else
		print_tables()
}

# median KEY FIGURE: of its runs, which are few.
function median(key, figure,   n, i, k, x) {
	n = runs[key]
	for (i = 1; i <= n; i++) {
		x = run[key, figure, i]
		for (k = i; k > 1 && sorted[k - 1] > x; k--)
			sorted[k] = sorted[k - 1]
		sorted[k] = x
	}
	return sorted[int(n / 2) + 1]
}

# --- figures in words

# Three digits, as far as there are so many.
function digits(x) {
	return sprintf(x < 9.995 ? "%.2f" : x < 99.95 ? "%.1f" : "%.0f", x)
}

function time_of(ns) {
	if (fact["clock"] == "instructions")
		return count_of(ns)
	if (ns < 999.5)
		return digits(ns) " ns"
	if (ns < 999500)
		return digits(ns / 1000) " µs"
	if (ns < 999500000)
		return digits(ns / 1000000) " ms"
	return digits(ns / 1000000000) " s"
}

function count_of(n) {
	if (n < 999500)
		return digits(n / 1000) " k"
	if (n < 999500000)
		return digits(n / 1000000) " M"
	return digits(n / 1000000000) " G"
}

function size_of(kib) {
	return kib < 1024 ? kib " KiB" : digits(kib / 1024) " MiB"
}

# --- tables

function print_tables(   g, i) {
	printf "Linux %s, %s, %s CPUs, %s; %s. Medians of %s.\n", fact["kernel"],
		fact["accelerator"], fact["cpus"], fact["memory"], fact["date"],
		(fact["clock"] == "instructions" ? "instructions in thousands (k), millions (M) " \
			"and billions (G)" : "wall time")
	for (g = 1; g <= order; g++)
		if (names[groups[g]])
			print_group(groups[g])
	print_memory()
	print "\n### What is claimed\n"
	clear()
	row("Claim\tMeasured\t")
	for (i = 1; i <= claims; i++)
		if (judge(claim[i]))
			row(said "\t" measured "\t" verdict)
	if (rows > 1)
		flush()
	else
		print "Nothing of a run with so few of them."
	print "\n### What could not run\n"
	for (i = 1; i <= cannots; i++)
		print "- " cannot[i]
	if (!cannots)
		print "Nothing."
	print "\n### Versions\n"
	for (i in fact)
		if (i !~ /^(clock|kernel|accelerator|cpus|memory|date)$/)
			print "- " i ": " fact[i] | "sort"
	close("sort")
}

function print_group(g,   count, w, i, k, at, first, line, key) {
	count = split(worlds[g], w, " ")
	at = w[count]
	clear()
	line = ""
	for (k = 1; k <= count; k++)
		line = line "\t" w[k] " (" processes[w[k]] " processes)"
	if (g == "tasks")
		line = line "\ta task"
	row(line "\tuser + system\t" (g == "tasks" ? "" : "peak memory\t") "runs")
	for (i = 1; i <= names[g]; i++) {
		line = "`" name[g, i] "`"
		for (k = 1; k <= count; k++)
			line = line "\t" cell(w[k], g, name[g, i])
		key = at SUBSEP g SUBSEP name[g, i]
		if (!(key in wall)) {
			row(line "\t-\t-\t-")
			continue
		}
		if (g == "tasks")
			line = line "\t" time_of(wall[key] / processes[at])
		row(line "\t" time_of(cpu[key]) "\t" (g == "tasks" ? "" : size_of(rss[key]) "\t") \
			runs[key])
	}
	print "\n### " title[g] "\n"
	flush()
}

function cell(world, g, which,   key, first) {
	key = world SUBSEP g SUBSEP which
	if (!(key in wall))
		return "-"
	first = world SUBSEP g SUBSEP name[g, 1]
	if (which == name[g, 1] || !(first in wall))
		return time_of(wall[key])
	return time_of(wall[key]) " ×" digits(wall[key] / wall[first])
}

# What a process more takes in the tool.
function a_process(world, g, which,   key, base) {
	key = world SUBSEP g SUBSEP which
	base = "idle" SUBSEP g SUBSEP which
	if (!(key in rss) || !(base in rss) || processes[world] <= processes["idle"])
		return -1
	return (rss[key] - rss[base]) * 1024 / (processes[world] - processes["idle"])
}

function print_memory(   count, w, k, bytes) {
	count = split(worlds["tree"], w, " ")
	clear()
	row("`nsview tree`\tpeak memory\ta process more")
	for (k = 1; k <= count; k++) {
		bytes = a_process(w[k], "tree", "nsview tree")
		row(w[k] " (" processes[w[k]] " processes)\t" \
			size_of(rss[w[k], "tree", "nsview tree"]) "\t" \
			(bytes < 0 ? "-" : sprintf("%d bytes", bytes)))
	}
	print "\n### Memory\n"
	flush()
}

# --- claims

# judge CLAIM: sets said, measured and verdict; 0 if that was not measured.
function judge(text,   f, key, other, got) {
	split(text, f, FS)
	key = f[1] SUBSEP f[2] SUBSEP f[3]
	if (f[4] == "memory") {
		said = "`" f[3] "`: at most " f[5] " bytes a process at " f[1]
		got = a_process(f[1], f[2], f[3])
		measured = got < 0 ? "-" : sprintf("%d", got)
		verdict = got < 0 ? "-" : got <= f[5] ? "ok" : "no"
		return got >= 0
	}
	other = f[1] SUBSEP f[6] SUBSEP f[7]
	said = "`" f[3] "`: " (f[5] == 1 ? "" : f[5] " times ") "faster than `" f[7] "` at " f[1]
	if (!(key in wall) || !(other in wall)) {
		measured = verdict = "-"
		return 0
	}
	got = wall[other] / wall[key]
	measured = "×" digits(got)
	verdict = got >= f[5] ? "ok" : "no"
	return 1
}

function print_claims(   i) {
	for (i = 1; i <= claims; i++) {
		judge(claim[i])
		print verdict "\t" said "\t" measured
	}
}

# --- the picture

function print_plot(   g, i, y, key, at) {
	for (g = 1; g <= order; g++) {
		if (!names[groups[g]])
			continue
		at = last[groups[g]]
		y++
		print y, 0, 2, title[groups[g]] " (" at ")"
		for (i = 1; i <= names[groups[g]]; i++) {
			key = at SUBSEP groups[g] SUBSEP name[groups[g], i]
			if (key in wall)
				print ++y, wall[key] / 1000000000, ours(groups[g], name[groups[g], i]),
					name[groups[g], i]
		}
	}
}

function ours(g, which) {
	return which ~ /^nsview/ || which ~ /^the table /
}

# --- Markdown whose columns are aligned

function clear() {
	rows = columns = 0
	split("", width)
}

# Where a letter has several bytes it is one column all the same.
function width_of(text,   wide) {
	wide = gsub(/µ|×/, "", text)
	return length(text) + wide
}

function row(text,   n, c, k) {
	n = split(text, c, FS)
	rows++
	if (n > columns)
		columns = n
	for (k = 1; k <= n; k++) {
		gsub(/\|/, "\\|", c[k])
		table[rows, k] = c[k]
		if (width_of(c[k]) > width[k])
			width[k] = width_of(c[k])
	}
	for (; k <= 32; k++)
		table[rows, k] = ""
}

# Figures stand at the right.
function flush(   r, k, pad) {
	for (r = 1; r <= rows; r++) {
		printf "|"
		for (k = 1; k <= columns; k++) {
			pad = sprintf("%" (width[k] - width_of(table[r, k])) "s", "")
			printf " %s |", k == 1 ? table[r, k] pad : pad table[r, k]
		}
		print ""
		if (r > 1)
			continue
		printf "|"
		for (k = 1; k <= columns; k++) {
			pad = sprintf("%" width[k] "s", "")
			gsub(/ /, "-", pad)
			printf k == 1 ? "-%s-|" : "-%s:|", pad
		}
		print ""
	}
}
