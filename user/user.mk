# SPDX-License-Identifier: GPL-2.0
# The tool: ./nsview, its objects in .build/.

CFLAGS ?= -O2 -g

USER_CFLAGS := -std=gnu11 -Wall -Wextra -Wmissing-prototypes -Wstrict-prototypes -Wshadow \
	-Wformat=2 -Wwrite-strings -Wundef
USER_LIBS := -lmnl -ldl

USER_SOURCES := $(wildcard user/*.c user/*/*.c)
USER_MADE := .build/user/env/filter.o .build/user/render/page_html.o
USER_OBJECTS := $(USER_SOURCES:%.c=.build/%.o) $(USER_MADE)

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

# The filter of system calls of environments, as a program.
.build/env/make-filter: user/env/filter/make.c
	$(call say,CC,$<)
	$(quiet)mkdir -p $(@D)
	$(quiet)$(CC) $(USER_CFLAGS) -Wno-missing-prototypes $(CFLAGS) -o $@ $< -lseccomp

.build/env/filter.c: .build/env/make-filter user/env/filter/syscalls
	$(call say,GEN,$@)
	$(quiet).build/env/make-filter user/env/filter/syscalls >$@.new
	$(quiet)mv $@.new $@

.build/user/env/filter.o: .build/env/filter.c
	$(quiet)mkdir -p $(@D)
	$(quiet)$(CC) $(USER_CFLAGS) $(CPPFLAGS) $(CFLAGS) -Iuser -MMD -MP -c -o $@ $<

# The page of a picture: style and script are put into it, with their hashes, by which the
# page allows those and no others. Then it becomes a source.
PAGE := user/render/page
.build/page/style: $(PAGE)/page.css
	$(quiet)mkdir -p $(@D)
	$(quiet)cat $^ >$@

.build/page/script: $(PAGE)/look.js $(PAGE)/page.js
	$(quiet)mkdir -p $(@D)
	$(quiet){ echo '"use strict";'; echo '(() => {'; cat $^; echo '})();'; } >$@

.build/page/page.html: $(PAGE)/page.html .build/page/style .build/page/script
	$(call say,GEN,$@)
	$(quiet)hash() { { echo; cat .build/page/$$1; } | sha256sum | cut -c1-64 | tr a-f A-F | \
		basenc --base16 -d | base64; }; \
	sed -e "s,@STYLE-HASH@,sha256-$$(hash style)," -e "s,@SCRIPT-HASH@,sha256-$$(hash script)," \
		-e '/^@STYLE@$$/{' -e 'r .build/page/style' -e d -e '}' \
		-e '/^@SCRIPT@$$/{' -e 'r .build/page/script' -e d -e '}' $< >$@.new
	$(quiet)mv $@.new $@

.build/page/page.c: .build/page/page.html
	$(quiet){ echo '#include "render/page.h"'; echo 'const char page_html[] ='; \
		od -An -v -b $< | sed 's/ /\\/g; s/.*/"&"/'; \
		echo ';'; } >$@.new
	$(quiet)mv $@.new $@

.build/user/render/page_html.o: .build/page/page.c
	$(quiet)mkdir -p $(@D)
	$(quiet)$(CC) $(USER_CFLAGS) $(CPPFLAGS) $(CFLAGS) -Iuser -MMD -MP -c -o $@ $<

-include $(USER_OBJECTS:.o=.d)

# --- what is made from nsview --describe: man pages, and the JSON schema, which is kept.

.build/described: nsview
	$(quiet)./nsview --describe >$@.new
	$(quiet)mv $@.new $@

.build/man/%: user/%.in user/doc/man.awk .build/described
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D)
	$(quiet)LC_ALL=C awk -f user/doc/man.awk .build/described $< >$@.new
	$(quiet)mv $@.new $@

man: .build/man/nsview.8 .build/man/nsview-json.5 ## The man pages, in .build/man

.build/nsview.schema.json: user/doc/schema.awk .build/described
	$(quiet)LC_ALL=C awk -f user/doc/schema.awk .build/described >$@.new
	$(quiet)mv $@.new $@

schema: .build/nsview.schema.json ## user/nsview.schema.json, after a change of columns
	$(quiet)cp $< user/nsview.schema.json

.PHONY: man schema
