# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2154	# cache: lib.sh
# A private apt: Debian packages of any suite, without touching the host's
# packages, lists or sources. Sourced after lib.sh.
#
# Where Debian is fetched from is the host's own choice: the mirrors are those
# of its apt sources, its proxies are kept. What is fetched is verified with
# debian-archive-keyring, whatever the mirror.

keyring=/usr/share/keyrings/debian-archive-keyring.gpg
lists_max_age=1440	# minutes

# mirror SUITE: the URI the host fetches SUITE from. apt itself reads the
# sources, in all the forms it knows.
mirror()
{
	mkdir -p "$cache/apt/none/partial"
	apt-get update --print-uris -o Dir::State::Lists="$cache/apt/none" \
		-o Debug::NoLocking=true |
	sed -n "s,^'\(.*\)/dists/$1/main/binary-.*,\1,p" |
	# Others than Debian have suites of that name, too.
	awk '/\/debian(-security)?\/?$/ { print; found = 1; exit }
		{ last = $0 } END { if (!found) print last }'
}

# apt_sources SUITE...: a sources.list. A SUITE-security comes from where the
# host gets its own security updates.
apt_sources()
{
	host=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release | tr -d '"')
	main=${NSVIEW_MIRROR:-$(mirror "$host")}
	security=${NSVIEW_SECURITY_MIRROR:-$(mirror "$host-security")}
	for suite; do
		case $suite in
		*-security) uri=$security ;;
		*) uri=$main ;;
		esac
		[ -n "$uri" ] || die "no Debian archive for $suite in this host's apt sources:" \
			"say NSVIEW_MIRROR= and NSVIEW_SECURITY_MIRROR="
		echo "deb [arch=amd64 signed-by=$keyring] $uri $suite main"
	done
}

# apt_use NAME SUITE...: from here on apt-get and apt-cache see SUITE... only.
# NAME is locked until apt_done (or this process ends).
apt_use()
{
	need apt-get dpkg-deb
	[ -e "$keyring" ] || die "$keyring: not found (scripts/setup installs it)"
	name=$1
	shift
	exec 8>"$cache/lock/apt-$name"
	flock -n 8 || {
		say "waiting for another run to finish fetching"
		flock 8
	}
	unset APT_CONFIG
	apt=$cache/apt/$name
	mkdir -p "$apt/lists/partial" "$apt/archives/partial"
	apt_sources "$@" >"$apt/sources.new"
	if ! cmp -s "$apt/sources.new" "$apt/sources.list"; then
		rm -f "$apt/fresh"
		mv "$apt/sources.new" "$apt/sources.list"
	fi
	: >"$apt/status"

	# The host's hooks are not ours to run: of its settings only those of
	# fetching are taken.
	{
		apt-config dump | grep '^Acquire::' | grep -v '::\(IndexTargets\|Languages\)'
		cat <<-CONF
		Acquire::Languages "none";
		Acquire::Retries "3";
		APT::Architecture "amd64";
		APT::Architectures { "amd64"; };
		APT::Install-Recommends "false";
		APT::Get::Assume-Yes "true";
		APT::Sandbox::User "root";
		Dir::Etc::main "/dev/null";
		Dir::Etc::parts "/dev/null";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		Dir::Etc::sourcelist "$apt/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::State "$apt";
		Dir::State::lists "$apt/lists";
		Dir::State::status "$apt/status";
		Dir::Cache "$apt";
		Dir::Cache::archives "$apt/archives";
		CONF
	} >"$apt/apt.conf"
	export APT_CONFIG="$apt/apt.conf"

	if [ -z "$(find "$apt/fresh" -mmin "-$lists_max_age" 2>/dev/null)" ]; then
		say "fetching the package lists of $*"
		# Else apt-get is content with none.
		if apt_quietly -o APT::Update::Error-Mode=any update; then
			touch "$apt/fresh"
		elif [ -n "$(find "$apt/lists" -name '*InRelease' -size +0)" ]; then
			say "going on with those that were fetched before"
		else
			die "cannot fetch the package lists of $*: it says above why"
		fi
	fi
}

apt_done()
{
	exec 8>&-
}

# apt_quietly ARG...: apt-get. A terminal sees how far it is, a log only what it
# came to.
apt_quietly()
{
	if [ -t 2 ]; then
		apt-get "$@" >&2
	elif ! apt-get -q "$@" >"$apt/log" 2>&1; then
		cat "$apt/log" >&2
		return 1
	else
		grep -E '^(Fetched|W:)' "$apt/log" >&2 || true
	fi
}

# apt_failed: perhaps the lists are older than what the mirror has now.
apt_failed()
{
	rm -f "$apt/fresh"
	die "cannot fetch the packages (the next run fetches new lists first)"
}

# apt_fetch DIR PACKAGE...: these packages, into DIR. Those already there are
# not fetched again.
apt_fetch()
{
	mkdir -p "$1"
	(cd "$1" && shift && apt_quietly download "$@") || apt_failed
}

# apt_fetch_closure DIR PACKAGE...: these and all they depend on.
apt_fetch_closure()
{
	dir=$1
	shift
	mkdir -p "$dir/partial"
	apt_quietly -o Dir::Cache::archives="$dir" install --download-only "$@" ||
		apt_failed
}

# unpack DIR DEB...: without maintainer scripts, as if installed.
unpack()
{
	dir=$1
	shift
	for deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink -C "$dir" -f -
	done
}
