# SPDX-License-Identifier: GPL-2.0
# Whether `subject` may cost `cost` on the kernel `release`: prints the words, which begin
# with "no: " if not. By the lines RELEASE SUBJECT INSTRUCTIONS of the budgets.
#
# 3 % more than the budget is no news. A release that has no line may take 10 % more than
# the last one that has, for what its own code takes is in it.
$2 != subject { next }
$1 == release { own = $3 }
{ last = $3; of = $1 }
END {
	budget = own ? own : last
	if (!budget) {
		print "no: " cost " instructions, and no budget for it"
		exit
	}
	more = 100 * (cost - budget) / budget
	said = sprintf("%d instructions, %+.1f %% of a budget of %d", cost, more, budget)
	if (!own)
		said = said " for " of
	if (more > (own ? 3 : 10))
		said = "no: " said
	else if (!own && more > 3)
		said = said ": look why"
	else if (more < -3)
		said = said ": it can be lowered"
	print said
}
