# SPDX-License-Identifier: GPL-2.0
# Judge one suite by its TAP. Told -v suite= status= seconds= budget=, and in
# the environment LAST, what it said in the end on standard error, prints by tabs
#
#	skip SUITE WORDS		a test that did not run, and why
#	fail SUITE WORDS		a line of what went wrong, several for one failure
#	result SUITE PASSED FAILED SKIPPED SECONDS BUDGET
#
# A failure of the suite itself, such as a plan that is not kept, counts as one
# failed test. A suite may be several streams one after the other, each with
# its own plan and tests numbered from 1 on.

function say(what, words)
{
	print what "\t" suite "\t" words
}

function broken(words)
{
	failed++
	say("fail", "the suite: " words)
}

# The words after the first `# SKIP`.
function reason(line)
{
	sub(/.*# *[Ss][Kk][Ii][Pp][^ ]* */, "", line)
	return line
}

function end_stream()
{
	if (!planned)
		broken("no plan: it ended early")
	else if (plan != results)
		broken("planned " plan " tests, ran " results)
	else if (!plan && !whole)
		broken("no test at all")
	if (disorder)
		broken(disorder " results out of order")
	planned = plan = results = whole = disorder = 0
}

{ sub(/\r$/, "") }

/^(not )?ok( |$)/ {
	number = $1 == "ok" ? $2 : $3
	if (planned && results == plan && number == "1")
		end_stream()
	results++
	if (number !~ /^[0-9]+$/ || number + 0 != results)
		disorder++
	telling = 0
}

/^not ok( |$)/ {
	failed++
	telling = 40
	say("fail", $0)
	next
}

/^ok( |$)/ && /# *[Ss][Kk][Ii][Pp]/ {
	skipped++
	why = reason($0)
	name = $0
	sub(/^ok [0-9]* *-? */, "", name)
	sub(/ *# *[Ss][Kk][Ii][Pp].*/, "", name)
	if (why == "")
		broken("skipped without a reason: " name)
	else
		say("skip", name ": " why)
	next
}

/^ok( |$)/ { passed++; next }

/^1\.\.[0-9]+/ {
	if (planned)
		end_stream()
	planned = 1
	plan = substr($1, 4) + 0
	if (plan == 0 && /# *[Ss][Kk][Ii][Pp]/ && reason($0) != "") {
		skipped++
		whole = 1
		say("skip", "all of it: " reason($0))
	}
	telling = 0
	next
}

/^Bail out!/ { broken($0) }

# What a failed test has to say for itself.
/^#/ && telling > 0 { telling--; say("fail", $0) }

END {
	known = failed
	end_stream()
	# 1 is what a suite says of its failed tests, 2 what make says; anything
	# else is more than that.
	if (status == 124 || status == 137)
		broken("no end: it took too long (status " status ")")
	else if (status > 2 || (status > 0 && !known))
		broken("ended with status " status (ENVIRON["LAST"] ? ": " ENVIRON["LAST"] : ""))
	if (seconds > 2 * budget)
		broken("took " seconds " s, more than twice its budget of " budget " s")
	printf "result\t%s\t%d\t%d\t%d\t%d\t%d\n", suite, passed, failed, skipped, seconds, budget
}
