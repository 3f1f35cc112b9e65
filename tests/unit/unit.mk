# SPDX-License-Identifier: GPL-2.0
# Unit tests: parser, model, renderers and command line, under sanitizers.
# Needs no root and no module; prints TAP.

UNIT_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
UNIT_CFLAGS := $(USER_CFLAGS) -Iuser -O1 -g $(UNIT_SANITIZE)
UNIT_LIBS := $(USER_LIBS) -lcmocka -larchive -lseccomp

UNIT_TESTS := $(patsubst tests/unit/%.c,.build/unit/%,$(wildcard tests/unit/test_*.c))
UNIT_COMMON := .build/unit/tests/unit/common.o \
	$(patsubst user/%.c,.build/unit/user/%.o,$(filter-out user/nsview.c,$(USER_SOURCES))) \
	$(USER_MADE)

.build/unit/%.o: %.c
	$(call say,CC,$<)
	$(quiet)mkdir -p $(@D)
	$(quiet)$(CC) $(UNIT_CFLAGS) -MMD -MP -c -o $@ $<

.build/unit/test_%: .build/unit/tests/unit/test_%.o $(UNIT_COMMON)
	$(call say,LD,$@)
	$(quiet)$(CC) $(UNIT_SANITIZE) $(UNIT_WRAP) -o $@ $^ $(UNIT_LIBS)

# A kernel of the test's own, and counting.
.build/unit/test_nat: UNIT_WRAP := -Wl,--wrap=netlink_open,--wrap=netlink_dump,--wrap=strcmp

# How many bytes are looked at for a character.
.build/unit/test_screen: UNIT_WRAP := -Wl,--wrap=mbrtowc

# How often texts are compared.
.build/unit/test_growth: UNIT_WRAP := -Wl,--wrap=strcmp

# What is in a mount namespace is the test's to say.
.build/unit/test_ways: UNIT_WRAP := -Wl,--wrap=open_in_mnt

# The tool itself, under the same sanitizers, for the tests of its command line.
.build/unit/nsview: .build/unit/user/nsview.o $(UNIT_COMMON)
	$(call say,LD,$@)
	$(quiet)$(CC) $(UNIT_SANITIZE) -o $@ $^ $(UNIT_LIBS)

unit-tests: $(UNIT_TESTS) .build/unit/nsview ## Unit tests under sanitizers, as TAP
	@NSVIEW=.build/unit/nsview FIXTURES=tests/fixtures tests/unit/run $(UNIT_TESTS)

-include $(UNIT_COMMON:.o=.d) .build/unit/user/nsview.d $(UNIT_TESTS:.build/unit/%=.build/unit/tests/unit/%.d)

.SECONDARY:
.PHONY: unit-tests
