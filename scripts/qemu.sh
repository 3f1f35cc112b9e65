# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2154	# what was asked for: scripts/vm; emulator, share: emulator.sh
# How a guest is run. Sourced by scripts/vm.

# kvm_works: whether a guest boots under KVM here. Where /dev/kvm is a sham a
# guest hangs, perhaps beyond killing: one tries, once per boot of the host,
# and is not waited for.
kvm_works()
{
	[ -w /dev/kvm ] || return 1
	answer=$cache/kvm-$(cat /proc/sys/kernel/random/boot_id)
	if [ ! -e "$answer" ]; then
		say "trying KVM"
		rm -f "$cache"/kvm-*
		setpriv --pdeathsig KILL "$emulator" ${share:+-L "$share/qemu" -L "$share/seabios"} \
			-nodefaults -no-user-config -display none -no-reboot -accel kvm -cpu max -m 256M \
			-kernel "$entry/vmlinuz" -append "console=ttyS0 panic=-1" \
			-serial "file:$work/kvm" </dev/null >/dev/null 2>&1 &
		probe=$!
		said=no
		tries=0
		while [ $tries -lt 50 ]; do
			# It has no root: it boots if it gets as far as to miss it.
			if grep -q 'Unable to mount root fs' "$work/kvm" 2>/dev/null; then
				said=yes
				break
			fi
			kill -0 $probe 2>/dev/null || break
			tries=$((tries + 1))
			sleep 0.1
		done
		kill -9 $probe 2>/dev/null || true
		echo $said >"$work/answer"
		mv "$work/answer" "$answer"
		say "KVM works here: $said"
	fi
	[ "$(cat "$answer")" = yes ]
}

# Console: what the kernel has to say, from warnings upwards. The time stamp
# counter is the clock, since under emulation the others are slow to read. One of two
# emulated CPUs may wait for a busy host as long as 21 s, which is a stall for RCU.
boot_line="console=ttyS0 loglevel=5 panic=-1 oops=panic tsc=reliable clocksource=tsc"
boot_line="$boot_line rcupdate.rcu_cpu_stall_timeout=60"

# qemu_choose: the machine; sets machine and line.
qemu_choose()
{
	line=$boot_line$parameters
	[ -z "$disk" ] || line="$line root=LABEL=root rw init=/nsview/start"
	# Interpreting the firmware's table of interrupts takes a kernel that watches
	# each of its steps half a minute; Debian's own have no second CPU without it.
	# And it frees for half a minute what netns and tasks left to RCU, with each object
	# looked at, on a host that has other things to do: who is stuck is stuck for longer.
	# While it identifies its CPU it forgets for a moment what that can do; an interrupt then
	# finds that all memory lies where no five levels of page tables would have it (KASAN:
	# wild-memory-access, in identify_cpu()).
	[ $watchful = no ] || line="$line panic_on_warn=1 pci=noacpi watchdog_thresh=60 no5lvl"
	# An emulator translates a program again for each address that it comes to lie at:
	# at random ones that is most of the time that it takes to begin.
	emulated=" norandmaps"
	# What it is slowest at: block moves of bytes, vectors where glibc has a choice, and what
	# keeps a CPU from guessing, which none here does. Without them a guest takes a third less.
	# Linux takes it for granted that who has SHA or PCLMULQDQ has SSE 4.1, and libcrypto that
	# who has AES has: its random numbers, and with them each key, end by SIGILL.
	plain=-fsrm,-erms,-avx,-avx2,-sse4.2,-sse4.1,-sha-ni,-pclmulqdq,-aes
	machine="-cpu max,$plain -accel tcg,thread=multi"
	if [ "$icount" = yes ]; then
		# Without these flags a block move counts as as many instructions
		# as it has bytes.
		machine="-cpu max,-fsrm,-erms -accel tcg,thread=single -icount shift=0,sleep=off"
	elif kvm_works; then
		machine="-cpu max -accel kvm"
		emulated=''
	else
		emulated="$emulated mitigations=off no5lvl"
	fi
	line=$line$emulated
}

# qemu_become COMMAND...: become the guest, as an argument of COMMAND. Disks
# are known in there by their serial, ports by their name. Ports write to plain
# files at once (no ioeventfd): what the guest has written is there when it ends.
qemu_become()
{
	set -- "$@" "$emulator" ${share:+-L "$share/qemu" -L "$share/seabios"} -serial "file:$work/console"
	[ "$interactive" = no ] ||
		set -- "$@" -chardev stdio,id=tty,mux=on,signal=off -serial chardev:tty
	n=0
	# A whole system has its modules on its own disk, and keeps what is written there.
	if [ -n "$disk" ]; then
		root=root,$disk modules=''
	else
		root=root,$image,snapshot=on modules=modules,$entry/modules.ext4,readonly=on
	fi
	for drive in "$root" "$modules" "job,$work/job.tar,readonly=on"; do
		[ -n "$drive" ] || continue
		name=${drive%%,*}
		set -- "$@" -drive "if=none,id=$name,format=raw,cache=unsafe,file=${drive#*,}" \
			-device "virtio-blk-pci,drive=$name,serial=$name"
	done
	set -- "$@" -device virtio-serial-pci,ioeventfd=off
	for port in verdict stdout stderr; do
		n=$((n + 1))
		set -- "$@" -chardev "file,id=$port,path=$work/$port" \
			-device "virtserialport,chardev=$port,name=$port,nr=$n"
	done
	# shellcheck disable=SC2086
	set -- "$@" -nodefaults -no-user-config -display none -no-reboot $machine -m "$memory" -smp "$cpus"
	[ -z "$firmware" ] || firmware_become "$@"
	TMPDIR=$work exec "$@" -kernel "$entry/vmlinuz" -initrd "$initrd" -append "$line"
}
