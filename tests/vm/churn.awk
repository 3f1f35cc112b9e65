# SPDX-License-Identifier: GPL-2.0
# What of the things that churn makes is in a table, by churn's names for them:
# to the file that is called seen. For use with grammar.awk, before it.

FILENAME == ARGV[2] && FNR == 2 {
	for (i = 1; i <= NF; i++)
		at[$i] = i
}
FILENAME == ARGV[2] && FNR > 2 {
	if (table == "ports")
		saw[$at["kind"]]
	if (table == "devs" && $at["kind"] == "tun")
		saw["tap"]
	if (table == "hooks" && $at["nft_table"] == "churn")
		saw[$at["nft_family"] == "netdev" ? "device-chain" : "chains"]
	if (table == "cgroups" && $at["name"] ~ /^churn/)
		saw["named"]
	if (table == "cgroups" && $at["hierarchy"] > 0 && $at["controllers"] == "freezer")
		saw["freezer"]
}
END {
	for (what in saw)
		print what >seen
}
