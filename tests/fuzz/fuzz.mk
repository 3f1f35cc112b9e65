# SPDX-License-Identifier: GPL-2.0
# Fuzzing: each parser of the tool is fed with what libFuzzer makes up, under sanitizers.
# A target is a file of target/; what it takes of the tool is linked from an archive.

FUZZ_CC ?= clang
FUZZ_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_CFLAGS := $(USER_CFLAGS) -Iuser -O1 -gline-tables-only -fno-omit-frame-pointer \
	$(FUZZ_SANITIZE)
# What leads to more of the tool is what counts, and not what is around it: that only takes time.
FUZZ_COVERED := -fsanitize=fuzzer-no-link
.build/fuzz/tests/%.o: FUZZ_COVERED :=

# What tests/fuzz/kernel.c does in place of the C library, libmnl and the tool.
KERNEL_CALLS := mnl_socket_open2 mnl_socket_bind mnl_socket_close mnl_socket_setsockopt \
	mnl_socket_sendto mnl_socket_get_fd recvmsg ns_open ns_home ns_do ns_do_from setns socket \
	getsockopt ioctl fopen open openat readlinkat readdir getmntent fstatat mkdirat

FUZZ_TARGETS := $(patsubst tests/fuzz/target/%.c,.build/fuzz/%,$(wildcard tests/fuzz/target/*.c))
FUZZ_COMMON := $(patsubst %.c,.build/fuzz/%.o,$(wildcard tests/fuzz/*.c))
FUZZ_USER := $(patsubst user/%.c,.build/fuzz/user/%.o,$(filter-out user/nsview.c,$(USER_SOURCES)))

.build/fuzz/%.o: %.c
	$(call say,CC,$<)
	$(quiet)mkdir -p $(@D)
	$(quiet)$(FUZZ_CC) $(FUZZ_CFLAGS) $(FUZZ_COVERED) -MMD -MP -c -o $@ $<

.build/fuzz/nsview.a: $(FUZZ_USER) $(FUZZ_COMMON) $(USER_MADE)
	$(quiet)rm -f $@
	$(quiet)ar rcs $@ $^

$(FUZZ_TARGETS): .build/fuzz/%: .build/fuzz/tests/fuzz/target/%.o .build/fuzz/nsview.a
	$(call say,LD,$@)
	$(quiet)$(FUZZ_CC) $(FUZZ_SANITIZE) -fsanitize=fuzzer $(KERNEL_CALLS:%=-Xlinker --wrap=%) \
		-o $@ $^ $(USER_LIBS)

# Some seeds are what a kernel says, which is made by a program.
FUZZ_SEED := $(patsubst %.c,.build/fuzz/%.o,$(wildcard tests/fuzz/seed/*.c))
.build/fuzz/make-seeds: $(FUZZ_SEED) .build/fuzz/nsview.a
	$(call say,LD,$@)
	$(quiet)$(FUZZ_CC) $(FUZZ_SANITIZE) -o $@ $^ $(USER_LIBS)

fuzz-targets: $(FUZZ_TARGETS) .build/fuzz/make-seeds

fuzz: fuzz-targets ## Fuzz every parser: FUZZ_RUNS=10000000 inputs each, FUZZ_ONLY="TARGET..."
	@tests/fuzz/run long $(FUZZ_ONLY)

-include $(FUZZ_SEED:.o=.d) $(FUZZ_USER:.o=.d) $(FUZZ_COMMON:.o=.d) \
	$(FUZZ_TARGETS:.build/fuzz/%=.build/fuzz/tests/fuzz/target/%.d)

.PHONY: fuzz-targets fuzz
