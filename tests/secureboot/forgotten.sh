#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The second boot: nobody has pressed a key in time. Now two keys are asked to be enrolled.
set -eu
. "$(dirname "$0")/common.sh"

is "the import is forgotten" "$(state "$mok")" "not enrolled"
is "sign says how the key is enrolled" "$(signed here | tail -n 1)" \
	"sign: to enrol the key: mokutil --import $mok; reboot; Enroll MOK"
ok "load: enrol the key" exits 1 "here.ko $not_enrolled; enrol it" nsview load "$T/here.ko"
ok "the import once more, and of another pair" import "$mok" "$HERE/own/mok.pub"
is "waits" "$(state "$mok")" "already in the enrollment request"
is "and that, too" "$(state "$HERE/own/mok.pub")" "already in the enrollment request"

finish
