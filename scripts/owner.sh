# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# Whose clone this is. Sourced at its top, by what is the first to be run there.

# as_owner COMMAND...: it takes over. By sudo it is run as who called sudo, if the clone is
# theirs: else they could neither build there any more nor remove what was built.
as_owner()
{
	uid=$(id -u)
	if [ "$uid" = 0 ] && [ "${SUDO_UID:-0}" != 0 ] && [ "$(stat -c %u .)" = "$SUDO_UID" ]; then
		home=$(getent passwd "$SUDO_UID" | cut -d : -f 6)
		exec setpriv --reuid "$SUDO_UID" --regid "${SUDO_GID:-$SUDO_UID}" --init-groups \
			env HOME="$home" USER="${SUDO_USER-}" LOGNAME="${SUDO_USER-}" "$@"
	fi
	strange=$(find . -path ./.git -prune -o ! -type l ! -user "$uid" ! -writable -print -quit)
	[ -z "$strange" ] || {
		echo "${0##*/}: $strange: is of the user $(stat -c %U "$strange"):" \
			"sudo chown -R $(id -un): '$PWD'" >&2
		exit 1
	}
	exec "$@"
}
