# SPDX-License-Identifier: GPL-2.0
# The benchmark: nsview beside others, in one guest. What it takes there is in
# .build/bench/guest, besides the programs of tests/vm.

BENCH_DIR := .build/bench/guest
BENCH_ALL := $(addprefix $(BENCH_DIR)/,plug links iter_text.o iter_binary.o run.sh)
BPF_CLANG ?= clang

bench: user vm-tests $(BENCH_ALL) ## nsview beside lsns, ps, plotnetcfg and others, in one guest; 40 minutes
	@tests/bench/run

bench-quick: user vm-tests $(BENCH_ALL) ## The same with 100 processes and 10 ports
	@tests/bench/run --quick

budgets: user vm-tests ## What each table and view may cost from now on: tests/bench/budgets
	@tests/bench/budget

$(BENCH_DIR)/plug: tests/bench/plug.c tests/vm/vm.h tests/vm/rtnl.h
	@mkdir -p $(@D)
	$(CC) $(VM_CFLAGS) -static -o $@ $<

$(BENCH_DIR)/links: tests/bench/links.c tests/vm/vm.h
	@mkdir -p $(@D)
	$(CC) $(VM_CFLAGS) -o $@ $< -lmnl

# Debian has the headers of its own architecture in a folder of their own, which a compiler
# for another does not look into.
$(BENCH_DIR)/iter_%.o: tests/bench/iter_tasks.bpf.c
	@mkdir -p $(@D)
	$(BPF_CLANG) -target bpf -O2 -g -Wall -Werror -I/usr/include/$(shell uname -m)-linux-gnu \
		$(if $(filter binary,$*),-DBINARY) -c -o $@ $<

$(BENCH_DIR)/%: tests/bench/%
	@mkdir -p $(@D)
	cp $< $@

.PHONY: bench bench-quick budgets
