# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2154	# cache: lib.sh; work, line, entry and the like: vm and what it sources
# A guest that firmware boots, with Secure Boot on, as a Debian that is installed: OVMF with
# Microsoft's keys starts shim, that GRUB, that Debian's kernel. Sourced after apt.sh.

firmware_packages="ovmf shim-signed shim-helpers-amd64-signed grub-efi-amd64-signed"

# firmware_make: sets parts, the folder with all of that.
firmware_make()
{
	parts=$cache/firmware/$(echo "$firmware_packages" | key)
	[ ! -e "$parts" ] || return 0
	lock firmware
	[ ! -e "$parts" ] || return 0
	apt_use bookworm bookworm bookworm-updates bookworm-security
	say "fetching OVMF, shim and GRUB"
	debs=$cache/debs/firmware new=$cache/tmp/firmware
	rm -rf "$debs" "$new"
	# shellcheck disable=SC2086
	apt_fetch "$debs" $firmware_packages
	mkdir -p "$new/root" "$cache/firmware"
	unpack "$new/root" "$debs"/*.deb
	for file in OVMF/OVMF_CODE_4M.secboot.fd:code OVMF/OVMF_VARS_4M.ms.fd:variables; do
		cp "$new/root/usr/share/${file%:*}" "$new/${file#*:}"
	done
	for file in shim/shimx64.efi.signed:shim shim/mmx64.efi.signed:mm \
		grub/x86_64-efi-signed/grubx64.efi.signed:grub; do
		cp "$new/root/usr/lib/${file%:*}" "$new/${file#*:}"
	done
	rm -rf "$new/root"
	mv -T "$new" "$parts"
	rm -rf "$debs"
	keep 1 "$cache/firmware" ""
}

# firmware_disk: $work/esp, the partition that the firmware boots from; QEMU makes a file
# system of a folder. Where GRUB looks for its commands is signed with it.
firmware_disk()
{
	esp=$work/esp
	mkdir -p "$esp/EFI/BOOT" "$esp/EFI/debian"
	cp "$parts/shim" "$esp/EFI/BOOT/BOOTX64.EFI"
	cp "$parts/mm" "$esp/EFI/BOOT/mmx64.efi"
	cp "$parts/grub" "$esp/EFI/BOOT/grubx64.efi"
	cp "$entry/vmlinuz" "$esp/vmlinuz"
	cp "$initrd" "$esp/initrd"
	cat >"$esp/EFI/debian/grub.cfg" <<-GRUB
	linux /vmlinuz $line
	initrd /initrd
	boot
	GRUB
	[ -e "$firmware" ] || cp "$parts/variables" "$firmware"
}

# firmware_become COMMAND...: become the guest of COMMAND on a machine with firmware, of
# whose flash only itself can write the variables.
firmware_become()
{
	TMPDIR=$work exec "$@" -machine q35,smm=on -global driver=cfi.pflash01,property=secure,value=on \
		-global ICH9-LPC.disable_s3=1 \
		-drive "if=pflash,unit=0,format=raw,readonly=on,file=$parts/code" \
		-drive "if=pflash,unit=1,format=raw,file=$firmware" \
		-drive "if=none,id=esp,format=raw,readonly=on,file=fat:$esp" \
		-device virtio-blk-pci,drive=esp,serial=esp,bootindex=0
}

# mok_says WORDS: wait until the MOK manager has said that since it was last answered.
mok_says()
{
	until tail -c "+$((answered + 1))" "$work/mok" | grep -aqF "$1"; do
		kill -0 "$guest" 2>/dev/null || {
			tail -c 2000 "$work/mok" | tr '\033' '\n' >&2
			die "the MOK manager has not said: $1"
		}
		sleep 0.1
	done
}

# mok_answer KEY...
mok_answer()
{
	answered=$(wc -c <"$work/mok")
	for key; do
		case $key in
		down) printf '\033[B' ;;
		enter) printf '\r' ;;
		*) printf '%s' "$key" ;;
		esac
	done >&7
}

# mok_dialogue PASSWORD: from its first word to the reboot.
mok_dialogue()
{
	answered=0
	mok_says "Press any key to perform MOK management"
	mok_answer enter
	mok_says "Enroll MOK"
	mok_answer down enter
	# Not the "Continue boot" of before. Above it is a line for each key, to look at it.
	mok_says "Continue  "
	# shellcheck disable=SC2046
	mok_answer $(grep -aoE 'View key [0-9]+' "$work/mok" | sort -u | sed 's/.*/down/') enter
	mok_says "Enroll the key(s)?"
	mok_answer down enter
	mok_says "Password:"
	mok_answer "$1" enter
	mok_says "Reboot"
	mok_answer enter
}

# mok_enrol PASSWORD: what mokutil has asked for in the guest before, and was given PASSWORD
# for. shim starts the MOK manager before GRUB, which who is there tells it, by keys.
mok_enrol()
{
	mkfifo "$work/tty.in" "$work/tty.out"
	# So that neither end waits for the other.
	exec 7<>"$work/tty.in"
	cat <"$work/tty.out" >"$work/mok" 7>&- &
	followers=$!
	firmware_become setpriv --pdeathsig TERM timeout -k 5 "$timeout" setpriv --pdeathsig KILL \
		"$emulator" ${share:+-L "$share/qemu" -L "$share/seabios"} -nodefaults -no-user-config \
		-display none -no-reboot -chardev "pipe,id=tty,path=$work/tty" -serial chardev:tty \
		-accel tcg -cpu max -m 256M </dev/null >"$work/qemu" 2>&1 7>&- &
	guest=$!
	mok_dialogue "$1"
	ended=0
	wait "$guest" || ended=$?
	guest=
	exec 7>&-
	wait "$followers" || true
	followers=
	[ $ended = 0 ] || die "the MOK manager does not end (QEMU's status $ended): $(cat "$work/qemu")"
}
