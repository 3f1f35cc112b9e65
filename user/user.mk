# SPDX-License-Identifier: GPL-2.0
# The tool: ./nsview, its objects in .build/.

CFLAGS ?= -O2 -g

USER_CFLAGS := -std=gnu11 -Wall -Wextra -Wmissing-prototypes -Wstrict-prototypes -Wshadow \
	-Wformat=2 -Wwrite-strings -Wundef
USER_LIBS := -lsmartcols -lmnl -ldl

USER_SOURCES := $(wildcard user/*.c user/*/*.c)
USER_OBJECTS := $(USER_SOURCES:%.c=.build/%.o)

# V=1 shows commands; make -s shows nothing.
ifeq ($(V),1)
say =
quiet =
else ifneq ($(findstring s,$(firstword -$(MAKEFLAGS))),)
say = @:
quiet = @
else
say = @printf '  %-4s %s\n' $(1) $(2)
quiet = @
endif

nsview: $(USER_OBJECTS)
	$(call say,LD,$@)
	$(quiet)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(USER_OBJECTS) $(USER_LIBS)

.build/user/%.o: user/%.c
	$(call say,CC,$<)
	$(quiet)mkdir -p $(@D)
	$(quiet)$(CC) $(USER_CFLAGS) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(USER_OBJECTS:.o=.d)
