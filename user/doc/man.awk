# SPDX-License-Identifier: GPL-2.0
# A man page from its frame: awk -f man.awk DESCRIBED FRAME, where DESCRIBED is what
# nsview --describe says. In the frame stand for what is there:
#
#	.\" @head NAME SECTION DATE	the title
#	.\" @verb NAME		how a verb is called; its own options are added to what follows
#	.\" @options		the options that all views have
#	.\" @columns		the columns of all views
#	.\" @rows		the keys of all views in JSON
#
# A verb without a @verb is an error where there is one for any.

BEGIN { FS = "\t" }

function roff(s)
{
	gsub(/\\/, "\\e", s)
	gsub(/-/, "\\-", s)
	return s
}

# fold TEXT: in lines of at most 76 characters, none of which is a request.
function fold(s,    n, w, i, line)
{
	n = split(roff(s), w, " ")
	line = ""
	for (i = 1; i <= n; i++) {
		if (line != "" && length(line) + 1 + length(w[i]) > 76) {
			print line
			line = ""
		}
		line = line == "" ? w[i] : line " " w[i]
		if (line ~ /^[.']/)
			line = "\\&" line
	}
	if (line != "")
		print line
}

function put_option(o,    f, arg)
{
	split(o, f, "\t")
	arg = f[3] == "-" ? "" : f[3] ~ /^=/ ? "[\\fI" roff(f[3]) "\\fR]" : " \\fI" roff(f[3]) "\\fR"
	print ".TP"
	print (f[1] == "-" ? "" : "\\fB\\-" f[1] "\\fR, ") "\\fB\\-\\-" roff(f[2]) "\\fR" arg
	fold(f[4])
}

# own_options VERB: those that not every view has. What an earlier verb has is there.
function own_options(verb,    i, o, f, first, also)
{
	for (i = 1; i <= noptions[verb]; i++) {
		o = option[verb, i]
		if (o in common)
			continue
		if (!(o in said)) {
			said[o] = verb
			put_option(o)
			continue
		}
		split(o, f, "\t")
		if (also == "")
			first = said[o]
		also = also (also == "" ? "" : ", ") "--" f[2]
	}
	if (also != "") {
		print ".PP"
		fold("As of " first ": " also ".")
	}
}

function end_verb()
{
	if (verb != "")
		own_options(verb)
	verb = ""
}

# one_of WORDS HELP: what is not said yet of the words that a text may be.
function one_of(words, help,    n, w, i, missing, all)
{
	if (words == "-")
		return ""
	n = split(words, w, ",")
	for (i = 1; i <= n; i++) {
		missing += !index(help, w[i])
		all = all (i > 1 ? ", " : "") w[i]
	}
	return missing ? " [" all "]" : ""
}

# put_columns JSON: of all sheets, or the keys of those that JSON has.
function put_columns(json,    i, k, f, s)
{
	for (i = 1; i <= nsheets; i++) {
		split(sheet[i], s, "\t")
		if (json && s[4] != "json")
			continue
		if (json)
			print ".SS \"nsview " (s[1] == "-H" ? "VERB \\-H" : s[1]) \
				(s[6] == "-" ? "" : ", " roff(s[6])) ": ." s[3] "[]\""
		else
			print ".SS \"" s[1] (s[6] == "-" ? "" : ", " roff(s[6])) "\""
		for (k = 1; k <= ncolumns[i]; k++) {
			split(column[i, k], f, "\t")
			if (json && f[8] != "json")
				continue
			print ".TP"
			if (json)
				print "\\fB" f[5] "\\fR (" f[6] ")"
			else
				print "\\fB" roff(f[4]) "\\fR" (f[7] == "usual" ? " *" : "")
			fold(f[10] one_of(f[9], f[10]))
		}
		if (json && s[5] != "flat") {
			print ".TP"
			print "\\fBchildren\\fR (array of rows)"
			print "the rows below it" (s[5] == "tree" ? ", with --tree" : "")
		}
	}
}

# cells FROM: the rest of the line.
function cells(from,    i, s)
{
	for (i = from; i <= NF; i++)
		s = s (i > from ? "\t" : "") $i
	return s
}

FNR == 1 { file++ }

file == 1 && $1 == "release" { release = $2 }

file == 1 && $1 == "verb" {
	name[++nverbs] = $2
	usage[$2] = $4 == "-" ? "" : $4
	isview[$2] = ($3 == "Views")
	nviews += isview[$2]
}

file == 1 && $1 == "text" { does[$2] = does[$2] ($2 in does ? " " : "") $3 }

file == 1 && $1 == "option" {
	option[$2, ++noptions[$2]] = cells(3)
	if (isview[$2])
		had[cells(3)]++
}

file == 1 && $1 == "sheet" { sheet[++nsheets] = cells(2); next }
file == 1 && $1 == "column" { column[nsheets, ++ncolumns[nsheets]] = cells(2) }

file == 1 { next }

FNR == 1 {
	for (o in had)
		if (had[o] == nviews)
			common[o] = 1
}

/^\.SH/ { end_verb() }

/^\.EX/ { literal = 1 }
/^\.EE/ { literal = 0 }

# Words of the frame, in lines that are not too long.
$0 !~ /^[.']/ && !literal {
	while (length($0) > 80) {
		at = 80
		while (at > 1 && substr($0, at, 1) != " ")
			at--
		if (at == 1)
			break
		print substr($0, 1, at - 1)
		$0 = substr($0, at + 1)
	}
	print
	next
}

$0 !~ /^\.\\" @/ { print; next }

{
	split($0, word, " ")
	if (word[2] == "@head") {
		printf ".TH %s %s %s \"nsview %s\"\n", roff(word[3]), word[4], word[5], roff(release)
	} else if (word[2] == "@verb") {
		end_verb()
		verb = word[3]
		if (!(verb in usage)) {
			print "man.awk: " FILENAME ": there is no verb " verb >"/dev/stderr"
			bad = 1
		}
		told[verb] = 1
		tells = 1
		print ".SS \"nsview " roff(verb (usage[verb] == "" ? "" : " ") usage[verb]) "\""
		if (verb in does)
			fold(does[verb] (does[verb] ~ /\.$/ ? "" : "."))
	} else if (word[2] == "@options") {
		for (i = 1; i <= noptions[name[1]]; i++)
			if (option[name[1], i] in common)
				put_option(option[name[1], i])
	} else if (word[2] == "@columns") {
		put_columns(0)
	} else if (word[2] == "@rows") {
		put_columns(1)
	} else {
		print
	}
}

END {
	for (i = 1; i <= nverbs; i++) {
		if (tells && !told[name[i]]) {
			print "man.awk: " FILENAME ": no .\\\" @verb " name[i] >"/dev/stderr"
			bad = 1
		}
	}
	exit bad
}
