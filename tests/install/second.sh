#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The second boot, of the next kernel: the module for it, a newer package, and what is
# left when all of it is removed.
set -eu
. "$(dirname "$0")/common.sh"

ok "this is the next kernel" sh -c 'uname -r | grep ^6\\.12'
ok "nobody has loaded the module" sh -c '! grep "^nsview " /proc/modules'
ok "load" says "nsview.ko $release is loaded" nsview load
ok "views work" views_work

nsview unload >/dev/null
old=$(find /lib/modules/6.1.* -name 'nsview.ko*')
ok "load: a module for the kernel of before" fails 1 "was built for Linux 6.1.0" nsview load "$old"
ok "it names both" grep -F "and this is Linux $kernel" "$T/err"
nsview load >/dev/null

# A newer package while the module of the old one is loaded.
ok "newer packages install" says "the nsview.ko of before is loaded" apt_install \
	"$HERE/nsview_$release+1_amd64.deb" "$HERE/nsview-dkms_$release+1_all.deb"
ok "DKMS builds the new module" installed "$release+1" "$kernel"
is "of the old one nothing is left" "$(ls -d /usr/src/nsview-* /var/lib/dkms/nsview/[0-9]*)" \
	"/usr/src/nsview-$release+1
/var/lib/dkms/nsview/$release+1"
ok "the old one is still loaded" says "nsview.ko $release is loaded already" nsview load
ok "and works with the new tool" views_work
nsview unload >/dev/null
ok "unload and load: the new one is" says "nsview.ko $release+1 is loaded" nsview load

# All of it goes.
nsview run -- /bin/true || :
ok "the tool has had a state" test -d /run/nsview
ok "the packages can be removed" apt-get -q -y remove nsview nsview-dkms
ok "the module is gone from the kernel" sh -c '! grep "^nsview " /proc/modules'
is "and from all kernels' modules" "$(find /lib/modules/ /usr/src /var/lib/dkms -name 'nsview*')" ""
ok "and purged" apt-get -q -y purge nsview nsview-dkms
is "dpkg knows nothing of them" "$(dpkg-query -W 'nsview*' 2>/dev/null)" ""
ok "nothing of its state is left" test ! -e /run/nsview

# By DKMS without the packages.
ok "make dkms-install" make -C "$HERE" dkms-install
ok "DKMS has built the module" installed "$release" "$kernel"
ok "load" says "nsview.ko $release is loaded" "$HERE/nsview" load
ok "make dkms-install again" make -C "$HERE" dkms-install
"$HERE/nsview" unload >/dev/null
ok "make dkms-remove" make -C "$HERE" dkms-remove
is "and nothing of it is left" "$(find /lib/modules/ /usr/src /var/lib/dkms -name 'nsview*')" ""

# What is new on the disk is of a package that is still there, or of what is not ours.
cat /var/lib/dpkg/info/*.list | LC_ALL=C sort -u >"$T/owned"
# Files of dpkg, apt, ldconfig, depmod, initramfs-tools and alternatives; and the key that
# DKMS keeps for whatever it builds next.
known='^/(var/(lib/(dpkg|apt|ucf|initramfs-tools)|log|cache)|etc/alternatives)/'
known="$known"'|^/etc/ld\.so\.cache$|^/lib/modules/[^/]*/modules\.|^/usr/lib/modules/[^/]*/modules\.'
known="$known"'|^/boot/initrd\.img-6\.12|^/(vmlinuz|initrd\.img)(\.old)?$|^/var/lib/dkms/mok\.(key|pub)$'
files | LC_ALL=C comm -13 /root/before - | LC_ALL=C comm -23 - "$T/owned" |
	grep -vE "$known" >"$T/left" || :
# Merged /usr: a package may list /lib where find says /usr/lib.
sed 's,^/usr,,' "$T/left" | LC_ALL=C sort | LC_ALL=C comm -23 - "$T/owned" >"$T/really"
is "nothing else is left of them" "$(cat "$T/really")" ""
is "nothing of that name anywhere" "$(files | grep -i nsview)" ""
files | LC_ALL=C comm -23 /root/before - >"$T/gone"
is "and nothing that was there is gone" "$(cat "$T/gone")" ""

finish
