# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
# What both boots of the guest share. Sourced.

HERE=$(cd "$(dirname "$0")" && pwd)
export HERE
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"
# The tool is where its package puts it.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH DEBIAN_FRONTEND=noninteractive

# shellcheck disable=SC2034
kernel=$(uname -r)
release=$(ls "$HERE"/nsview-dkms_*+1_all.deb)
release=${release##*/nsview-dkms_}
release=${release%+1_all.deb}

# The guest's init has mounted it, and a test is that nsview does.
umount /sys/kernel/debug

apt_install()
{
	apt-get -q -y --no-install-recommends -o APT::Sandbox::User=root install "$@"
}

# files: all that is on the disk but what brings the test there, and links of
# update-alternatives, which are in no package's list.
files()
{
	find / -xdev \( -path /nsview -o -path /root -o -path /srv/debs -o -path /usr/local -o \
		-path /lost+found \) -prune -o ! -lname "/etc/alternatives/*" -print | LC_ALL=C sort
}

# fails STATUS WORDS COMMAND...: that exit status, those words on standard error.
fails()
{
	fails_status=$1
	fails_words=$2
	shift 2
	"$@" >"$T/out" 2>"$T/err" && r=0 || r=$?
	cat "$T/out" "$T/err"
	echo "exit $r"
	[ "$r" = "$fails_status" ] && grep -qF "$fails_words" "$T/err"
}

# says WORDS COMMAND...: it works, and those words on standard output.
says()
{
	says_words=$1
	shift
	"$@" >"$T/out" 2>"$T/err" && r=0 || r=$?
	cat "$T/out" "$T/err"
	[ "$r" = 0 ] && grep -qF "$says_words" "$T/out"
}

nobody()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all "$@"
}

# installed VERSION KERNEL: as DKMS has it.
installed()
{
	dkms status -m nsview | tee /dev/stderr | grep -q "^nsview/$1, $2, x86_64: installed"
}

# ko KERNEL: the file of nsview.ko that modprobe would load there.
ko()
{
	modinfo -k "$1" -F filename nsview
}

# views_work: each of them, by the kernel.
views_work()
{
	for view in tree ns ps bridge cgroup; do
		nsview "$view" >/dev/null
		[ "$(nsview "$view" -J | jq -r .source)" = kernel ] || return 1
	done
}
