# SPDX-License-Identifier: GPL-2.0
# The in-guest tests: one folder to copy into a guest (scripts/vm -c), with the
# scripts and the programs they use. Static, because the guest's C library need
# not be the builder's.

VM_DIR := .build/vm
VM_BIN := $(patsubst tests/vm/%.c,$(VM_DIR)/%,$(wildcard tests/vm/*.c)) \
	    $(VM_DIR)/churn $(VM_DIR)/escape
VM_SH  := $(patsubst tests/vm/%,$(VM_DIR)/%,\
	    $(wildcard $(addprefix tests/vm/,run doctored keepers facts *.sh *.t *.awk *.jq)))
VM_LIB := $(patsubst tests/vm/preload/%.c,$(VM_DIR)/%.so,$(wildcard tests/vm/preload/*.c))
VM_CFLAGS ?= -O2 -g
VM_CFLAGS += -std=gnu11 -Wall -Wextra -Werror

vm-tests: $(VM_BIN) $(VM_LIB) $(VM_SH) $(VM_DIR)/nsview.schema.json ## .build/vm: the tests that run in a guest

$(VM_DIR)/%: tests/vm/%.c
	@mkdir -p $(@D) $(VM_DIR).d
	$(CC) $(VM_CFLAGS) -MMD -MP -MF $(VM_DIR).d/$(@F) -static -pthread -o $@ $<

# Those that have several sources.
define vm_program
$(VM_DIR)/$(1): $(wildcard tests/vm/$(1)/*.[ch] tests/vm/*.h)
	@mkdir -p $$(@D)
	$$(CC) $$(VM_CFLAGS) -static -pthread -o $$@ $$(filter %.c,$$^)
endef
$(foreach name,churn escape,$(eval $(call vm_program,$(name))))

# What is loaded into nsview has the C library that nsview has.
$(VM_DIR)/%.so: tests/vm/preload/%.c
	@mkdir -p $(@D) $(VM_DIR).d
	$(CC) $(VM_CFLAGS) -MMD -MP -MF $(VM_DIR).d/$(@F) -shared -fPIC -o $@ $<

# What the JSON of every view is held against.
$(VM_DIR)/nsview.schema.json: user/nsview.schema.json
	@mkdir -p $(@D)
	cp $< $@

$(VM_SH): $(VM_DIR)/%: tests/vm/%
	@mkdir -p $(@D) $(VM_DIR).d
	cp $< $@

# Of the sources that there are: one that is gone leaves its file of old.
-include $(patsubst tests/vm/%.c,$(VM_DIR).d/%,$(wildcard tests/vm/*.c)) \
	$(addprefix $(VM_DIR).d/,$(notdir $(VM_LIB)))

.PHONY: vm-tests
