# SPDX-License-Identifier: GPL-2.0
# The in-guest tests: one folder to copy into a guest (scripts/vm -c), with the
# scripts and the programs they use. Static, because the guest's C library need
# not be the builder's.

VM_DIR := .build/vm
VM_BIN := $(patsubst tests/vm/%.c,$(VM_DIR)/%,$(wildcard tests/vm/*.c))
VM_SH  := $(patsubst tests/vm/%,$(VM_DIR)/%,\
	    $(wildcard tests/vm/run tests/vm/doctored tests/vm/*.sh tests/vm/*.t tests/vm/*.awk tests/vm/*.jq))
VM_CFLAGS ?= -O2 -g
VM_CFLAGS += -std=gnu11 -Wall -Wextra -Werror

vm-tests: $(VM_BIN) $(VM_SH) ## .build/vm: the tests that run in a guest

$(VM_DIR)/%: tests/vm/%.c
	@mkdir -p $(@D) $(VM_DIR).d
	$(CC) $(VM_CFLAGS) -MMD -MP -MF $(VM_DIR).d/$(@F) -static -pthread -o $@ $<

$(VM_SH): $(VM_DIR)/%: tests/vm/%
	@mkdir -p $(@D) $(VM_DIR).d
	cp $< $@

-include $(wildcard $(VM_DIR).d/*)

.PHONY: vm-tests
