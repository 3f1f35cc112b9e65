#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The first boot: no key is enrolled, and one is asked to be.
set -eu
. "$(dirname "$0")/common.sh"

umount /sys/kernel/security
ok "load: the same where lockdown is not to be read" exits 1 "not take: Secure Boot is on; sign it" \
	nsview load /nsview/nsview.ko
mount -t securityfs securityfs /sys/kernel/security

is "sign signs, and says how the key is enrolled" "$(signed here)" \
	"sign: $T/here.ko: signed with /var/lib/dkms/mok.key
sign: to enrol the key: mokutil --import $mok; reboot; Enroll MOK"
is "which it is not" "$(state "$mok")" "not enrolled"
ok "the kernel does not take it" exits 1 "Key was rejected by service" insmod "$T/here.ko"
ok "load: enrol the key" exits 1 \
	"here.ko $not_enrolled; enrol it: mokutil --import $mok, reboot, and choose Enroll MOK" \
	nsview load "$T/here.ko"

ok "the import that it says" import "$mok"
is "waits" "$(state "$mok")" "already in the enrollment request"
is "sign says so" "$(sh "$HERE/sign" "$T/here.ko")" \
	"sign: $T/here.ko: is signed with /var/lib/dkms/mok.key already
sign: the key waits to be enrolled: reboot; press a key in time; Enroll MOK"
ok "until then load says what it did" exits 1 "here.ko $not_enrolled; enrol it" \
	nsview load "$T/here.ko"
ok "nothing is loaded" not_loaded

umount /sys/firmware/efi/efivars
ok "load: the kernel takes signed modules only, which is all that can be read then" exits 1 \
	"not take: module.sig_enforce is on (lockdown: integrity); enrol it" nsview load "$T/here.ko"
# shellcheck disable=SC2016
ok "sign does not say that Secure Boot is off" sh -c 'sh "$1" "$2" | tee /dev/stderr |
	grep -F "if Secure Boot is on here, which mokutil can not tell (EFI variables"' sh \
	"$HERE/sign" "$T/here.ko"

finish
