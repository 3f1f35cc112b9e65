# SPDX-License-Identifier: GPL-2.0
# What systemd-cgls draws in the locale C, as JSON: an object for each cgroup and process.
# Below the root, which it calls -.slice, each step down is two characters further in.

function quote(s)
{
	gsub(/["\\]/, "\\\\&", s)
	return "\"" s "\""
}

function path(depth,    i, s)
{
	for (i = 1; i <= depth; i++)
		s = s "/" part[i]
	return s == "" ? "/" : s
}

# " (#ID)" at the end of the line, which is taken away.
function take_id(    id)
{
	if (!match($0, / \(#[0-9]+\)$/))
		return ""
	id = substr($0, RSTART + 3, RLENGTH - 4)
	$0 = substr($0, 1, RSTART - 1)
	return ",\"id\":" id
}

/^Control group / { next }

/^-\.slice/ {
	printf "{\"cgroup\":\"/\"%s}\n", take_id()
	next
}

{
	depth = 0
	do {
		branch = /^(\||`)-/
		$0 = substr($0, 3)
		depth++
	} while (!branch && $0 != "")
	if (!branch) # what follows a newline in a command
		next
	if (match($0, /^ *[0-9]+ /)) {
		printf "{\"pid\":%d,\"in\":%s,\"command\":%s}\n", $0 + 0,
			quote(path(depth - 1)), quote(substr($0, RLENGTH + 1))
		next
	}
	id = take_id()
	part[depth] = $0
	printf "{\"cgroup\":%s%s}\n", quote(path(depth)), id
}
