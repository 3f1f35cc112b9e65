# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
# What all boots of the guest share. Sourced.

HERE=$(cd "$(dirname "$0")" && pwd)
export HERE
# shellcheck source=tests/vm/lib.sh
. "$HERE/lib.sh"

# As systemd mounts them.
mount -t efivarfs efivarfs /sys/firmware/efi/efivars
mount -t securityfs securityfs /sys/kernel/security

# What is copied into a guest all may read; a key is its owner's alone.
chmod 600 "$HERE"/*/mok.key
# The pair that DKMS has made is where it makes it.
cp -a "$HERE/dkms" /var/lib/dkms
mok=/var/lib/dkms/mok.pub
# shellcheck disable=SC2034
password=$1
export KDIR="$HERE/kdir"

# signed NAME [DIR]: $T/NAME.ko, signed by scripts/sign with the pair in DIR; what it says of that.
signed()
{
	cp /nsview/nsview.ko "$T/$1.ko"
	sh "$HERE/sign" ${2:+--keys "$2"} "$T/$1.ko"
}

# state CERTIFICATE: what mokutil has to say of it.
state()
{
	mokutil --test-key "$1" | sed "s,^$1 is ,,"
}

# import CERTIFICATE...: mokutil asks for the password, and once more.
import()
{
	printf '%s\n%s\n' "$password" "$password" | mokutil --import "$@"
}

loaded()
{
	grep -q '^nsview ' /proc/modules
}

not_loaded()
{
	! loaded
}

refused="which this kernel does not take: Secure Boot is on (lockdown: integrity)"
# shellcheck disable=SC2034
not_enrolled="is signed with a key that is not enrolled, $refused"

is "Secure Boot is on" "$(mokutil --sb-state)" "SecureBoot enabled"
ok "for that the kernel is locked down" sh -c \
	'dmesg | grep "Kernel is locked down from EFI Secure Boot"'
is "so that it stays whole" "$(cat /sys/kernel/security/lockdown)" "none [integrity] confidentiality"

# The kernel by itself.
ok "it takes no module that is not signed" exits 1 "Key was rejected by service" \
	insmod /nsview/nsview.ko
ok "load: it is not signed; sign it" exits 1 \
	"nsview.ko is not signed, $refused; sign it (scripts/sign.*mokutil --import $mok\$" \
	nsview load /nsview/nsview.ko
