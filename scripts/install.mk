# SPDX-License-Identifier: GPL-2.0
# Installing: the tool, the module, its source for DKMS, Debian packages.

PREFIX ?= /usr/local
DESTDIR ?=
BASH_COMPLETIONS ?= $(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS ?= $(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS ?= $(PREFIX)/share/fish/vendor_completions.d

# The one place that says which release this is.
RELEASE := $(shell sed -n 's/^.define NSVIEW_RELEASE "\(.*\)"/\1/p' kmod/schema.h)
SCHEMA_DIR := $(PREFIX)/share/nsview

# Made of the tool itself, user/user.mk.
MAN := $(patsubst user/%.in,.build/man/%,$(wildcard user/nsview.8.in user/nsview-json.5.in))

# What is installed, as FILE:WHERE:MODE; what is not in this tree is not.
INSTALLED := \
	nsview:$(PREFIX)/bin/nsview:755 \
	.build/man/nsview.8:$(PREFIX)/share/man/man8/nsview.8:644 \
	.build/man/nsview-json.5:$(PREFIX)/share/man/man5/nsview-json.5:644 \
	user/nsview.bash:$(BASH_COMPLETIONS)/nsview:644 \
	user/_nsview:$(ZSH_COMPLETIONS)/_nsview:644 \
	user/nsview.fish:$(FISH_COMPLETIONS)/nsview.fish:644 \
	user/nsview.schema.json:$(SCHEMA_DIR)/nsview.schema.json:644

installed_part = $(word $(2),$(subst :, ,$(1)))
installed_there = $(strip $(foreach i,$(INSTALLED),\
	$(if $(filter nsview $(MAN),$(call installed_part,$(i),1))$(wildcard $(call installed_part,$(i),1)),$(i))))

define newline


endef

# What a shell, or make, takes for several names: rm -f would remove what is a stranger's.
places := DESTDIR PREFIX BASH_COMPLETIONS ZSH_COMPLETIONS FISH_COMPLETIONS INSTALL_MOD_PATH KO
signs := : ; & | < > * ? [ ' " ` \ $$
check_places = $(foreach place,$(places),\
	$(if $(filter-out 1,$(words x$($(place))x))$(strip $(foreach sign,$(signs),\
		$(findstring $(sign),$($(place))))),\
		$(error nsview: $(place)=$($(place)): no path with a blank or one of $(signs))))

# The module goes to the kernel that it was built for.
KO ?= ./nsview.ko
ko_release = $(firstword $(shell PATH=$$PATH:/usr/sbin:/sbin modinfo -F vermagic $(KO)))
ko_dir = $(DESTDIR)$(INSTALL_MOD_PATH)/lib/modules/$(ko_release)/updates

define check_ko
$(check_places)
@test -e $(KO) || { echo "nsview: no $(KO): make module" >&2; exit 1; }
@test -n "$(ko_release)" || { \
	echo "nsview: modinfo does not say which kernel $(KO) was built for" >&2; exit 1; }
endef

# All that DKMS builds nsview.ko of.
DKMS_DIR := /usr/src/nsview-$(RELEASE)
DKMS_FILES := Kbuild LICENSE $(wildcard kmod/*.[ch])

install: user ## The tool, man pages and completions, to PREFIX=/usr/local below DESTDIR=
	$(check_places)
	$(foreach i,$(installed_there),install -D -m $(call installed_part,$(i),3) \
		$(call installed_part,$(i),1) $(DESTDIR)$(call installed_part,$(i),2)$(newline)	)

uninstall: ## Removes them again
	$(check_places)
	rm -f $(foreach i,$(INSTALLED),$(DESTDIR)$(call installed_part,$(i),2))
	-@rmdir $(DESTDIR)$(SCHEMA_DIR) 2>/dev/null || :

install-module: ## nsview.ko, to the /lib/modules of the kernel that it was built for
	$(check_ko)
	install -D -m 644 $(KO) $(ko_dir)/nsview.ko
	$(if $(DESTDIR),,depmod $(if $(INSTALL_MOD_PATH),-b $(INSTALL_MOD_PATH)) $(ko_release))

uninstall-module:
	$(check_ko)
	rm -f $(ko_dir)/nsview.ko
	$(if $(DESTDIR),,depmod $(if $(INSTALL_MOD_PATH),-b $(INSTALL_MOD_PATH)) $(ko_release))

dkms-needed:
	@command -v dkms >/dev/null || { echo "nsview: no dkms: apt install dkms" >&2; exit 1; }

dkms-source: # what DKMS builds it of, below DESTDIR
	$(check_places)
	install -d $(DESTDIR)$(DKMS_DIR)/kmod
	install -m 644 $(filter-out kmod/%,$(DKMS_FILES)) $(DESTDIR)$(DKMS_DIR)
	install -m 644 $(filter kmod/%,$(DKMS_FILES)) $(DESTDIR)$(DKMS_DIR)/kmod
	sed 's/#MODULE_VERSION#/$(RELEASE)/' dkms.conf >$(DESTDIR)$(DKMS_DIR)/dkms.conf
	chmod 644 $(DESTDIR)$(DKMS_DIR)/dkms.conf

dkms-install: dkms-needed dkms-source ## nsview.ko by DKMS, also for kernels to come
	! dkms status -m nsview -v $(RELEASE) | grep -q . || dkms remove -m nsview -v $(RELEASE) --all
	dkms add -m nsview -v $(RELEASE)
	dkms install -m nsview -v $(RELEASE)

dkms-remove: ## Removes it from DKMS, for all kernels, and its source
	dkms remove -m nsview -v $(RELEASE) --all
	rm -rf /usr/src/nsview-$(RELEASE)

deb: ## The Debian packages nsview and nsview-dkms, to .build/deb
	@scripts/deb

.PHONY: install uninstall install-module uninstall-module dkms-needed dkms-source \
	dkms-install dkms-remove deb
