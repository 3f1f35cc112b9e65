# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# Rules of this house. Sourced by scripts/style. Each prints what breaks it.

# none: nothing is on standard input.
none()
{
	! grep .
}

lint_posix_sh()
{
	everything | xargs grep -lE '^#!.*(bash|ksh|zsh|python)' | none
	files '*.py' | none
}

# tests/boot plays kernels that compat.h is to refuse.
lint_versions()
{
	everything | grep -E '^(kmod|user|tests)/' | grep -vE '^(kmod/compat\.h|tests/boot)$' |
		xargs grep -nE 'LINUX_VERSION_CODE|KERNEL_VERSION *\(|linux/version\.h' | none
}

# Text, JSON and captured tables have no place for it.
lint_spdx()
{
	everything | grep -vE '\.(md|json|txt|config)$|^tests/(fixtures|fuzz/found)/|^\.gitignore$' |
		xargs awk 'FNR == 1 { if (file && !said) print file; file = FILENAME; said = 0 }
			FNR <= 3 && /SPDX-License-Identifier: GPL-2\.0/ { said = 1 }
			END { if (!said) print file }' | none
}

lint_length()
{
	# A schema and a picture are made by programs.
	# The dollars are awk's.
	# shellcheck disable=SC2016
	everything | grep -vE '^tests/(fixtures|fuzz/found)/|\.schema\.json$|^tests/bench/[^/]*\.svg$' | xargs awk '
		function tell() { if (lines > 500) print file ": " lines " lines" }
		FNR == 1 { tell(); file = FILENAME; lines = 0 }
		{
			lines++
			line = $0
			# A tab is eight columns.
			while ((at = index(line, "\t")) > 0)
				line = substr(line, 1, at - 1) sprintf("%" 8 - (at - 1) % 8 "s", "") \
					substr(line, at + 1)
			if (length(line) > 120 && FILENAME !~ /\.md$/)
				print FILENAME ":" FNR ": " length(line) " columns"
		}
		END { tell() }' | none
}

lint_blanks()
{
	everything | grep -vE '^tests/(fixtures|fuzz/found)/' | xargs grep -nE '[[:blank:]]+$' | none
	for file in $(everything | grep -vE '^tests/(fixtures|fuzz/found)/'); do
		[ -z "$(tail -c 1 "$file")" ] || echo "$file: no newline at its end"
	done | none
}

# Where packages come from is for apt's sources to say; where a clone lies is
# nobody's business.
places='(deb|ftp|snapshot|security)\.debian\.org|[a-z0-9-]*mirrors?[a-z0-9-]*\.[a-z]{2,}/'
places="$places|/(home|Users)/[a-z]|/root/\."

lint_places()
{
	everything | grep -v '^scripts/style\.d/house\.sh$' | xargs grep -nE "$places" | none
}
