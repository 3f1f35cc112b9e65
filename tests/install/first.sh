#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The first boot: a Debian without headers; the packages, the module, and the kernel
# that it is to boot next.
set -eu
. "$(dirname "$0")/common.sh"

files >/root/before
ok "apt reads what is on the disk" apt-get -q -o APT::Sandbox::User=root update
# openssl is recommended.
ok "the packages install" apt_install "$HERE/nsview_${release}_amd64.deb" \
	"$HERE/nsview-dkms_${release}_all.deb" openssl
is "the tool is there" "$(nsview --version | cut -d ' ' -f 2)" "$release"
ok "all libraries of it that it may need, too: an archive" sh -c \
	'! nsview tree -f /srv/debs/Packages 2>&1 | grep "cannot open shared"'
is "nothing loads the module at boot" "$(grep -rsl nsview /etc/modules* /usr/lib/modules-load.d \
	/etc/modprobe.d /usr/lib/modprobe.d)" ""

# Without headers there is no module: it says how to have one, and that is so.
ok "load: no headers, and which" fails 2 "no headers to build it with: apt install" nsview load
advice=$(grep -o 'apt install linux-headers-[^ ,]*' "$T/err")
is "it names them" "$advice" "apt install linux-headers-$kernel"
ok "views do without the module" says proc sh -c 'nsview ps -J 1 | jq -r .source'
ok "check does not, and leads to load" fails 2 "nsview load" nsview check
ok "those headers install" apt_install "${advice#apt install }"
ok "DKMS builds the module with them" installed "$release" "$kernel"
is "for this kernel" "$(modinfo -F vermagic nsview | cut -d ' ' -f 1)" "$kernel"
is "and signs it with its own key" "$(modinfo -F signer nsview)" "DKMS module signing key"

# In and out.
ok "debugfs is not mounted" sh -c '! grep " debugfs " /proc/mounts'
ok "load: only root" fails 1 "only root can load a module" nobody nsview load
ok "load" says "nsview.ko $release is loaded; its tables are in /sys/kernel/debug/nsview" \
	nsview load
ok "debugfs is mounted" grep " /sys/kernel/debug debugfs " /proc/mounts
is "the module that is loaded" "$(cat /sys/module/nsview/version)" "$release"
ok "load again says so" says "is loaded already" nsview load
ok "and to anybody" says "is loaded already" nobody nsview load
ok "views work" views_work
ok "unload: only root" fails 1 "only root can unload a module" nobody nsview unload
exec 5</sys/kernel/debug/nsview/tasks
ok "unload: who reads it" fails 1 "nsview.ko is in use: $$ (sh) reads tasks" nsview unload
exec 5<&-
ok "unload" says "is unloaded" nsview unload
ok "it is gone" sh -c '! grep "^nsview " /proc/modules'
ok "unload again says so" says "is not loaded" nsview unload

# What else can be in the way of it.
ko=$(ko "$kernel")
mv "$ko" "$ko.away"
depmod
ok "load: DKMS has it, and this kernel has not" fails 2 \
	"dkms install nsview/$release -k $kernel" nsview load
mv "$ko.away" "$ko"
ok "load: it is there, but not listed" fails 2 "is there, but not listed: run depmod" nsview load
depmod
ok "load works again" nsview load
ok "a table of another version is no answer" sh -c '
	mkdir /run/other && printf "nsview 99 info\n" >/run/other/info &&
	mount --bind /run/other /sys/kernel/debug/nsview'
ok "load: unload first" fails 2 "whose tables are of version 99" nsview load
umount /sys/kernel/debug/nsview
echo x >"$T/x.ko"
nsview unload >/dev/null
ok "load: a file that is no module" fails 1 "is no kernel module" nsview load "$T/x.ko"
ok "load: no file" fails 1 "$T/nosuch: No such file" nsview load "$T/nosuch"
ok "load: another module" fails 1 "is another module than nsview" nsview load \
	"$(modinfo -F filename dummy)"

# The next kernel.
ok "another kernel and its headers install" apt_install linux-image-6.12-cloud-amd64 \
	linux-headers-6.12-cloud-amd64
next=$(find /boot -name 'vmlinuz-6.12*' | sed 's/.*vmlinuz-//')
ok "DKMS builds the module for it" installed "$release" "$next"
ok "and keeps that of this one" installed "$release" "$kernel"
is "for that kernel" "$(modinfo -k "$next" -F vermagic nsview | cut -d ' ' -f 1)" "$next"
sync

finish
