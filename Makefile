# SPDX-License-Identifier: GPL-2.0
# For people. `make help` lists what there is to make.

KDIR    ?= /lib/modules/$(shell uname -r)/build
V       ?= 0

# depmod is there, and not in the PATH of Debian's users.
export PATH := $(PATH):/usr/sbin:/sbin

.DEFAULT_GOAL := all
all: module user ## nsview.ko for the running kernel (or KDIR=) and ./nsview

include user/user.mk
include scripts/install.mk
include $(wildcard tests/*/*.mk)

module: ## nsview.ko
	@test -e $(KDIR)/Makefile || { \
		echo "nsview: no kernel headers at $(KDIR): install linux-headers-$$(uname -r)" \
		     "or say KDIR=" >&2; exit 1; }
	@test 1 = $(words x$(CURDIR)x) || { echo "nsview: Linux builds no module in a folder with" \
		     "a blank in its path: build it in another one" >&2; exit 1; }
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

# With all that make install would make, which is run by sudo: that is to leave nothing here.
user: nsview $(MAN) ## ./nsview, and its man pages

demo: user .build/vm/hold ## See it: tree, bridge and ps of a guest with three environments
	@scripts/demo.d/run

check: ## All tests a contributor needs: linters, unit tests, guests of five kernels
	@scripts/suites

check-long: ## The same with the full figures; takes hours
	@scripts/suites --long

style: ## Linters only
	@scripts/suites style

unit: ## Unit tests only, judged
	@scripts/suites unit

vm-%: user vm-tests FORCE ## The tests in a guest of that kernel: 5.10, 6.1, 6.12, newest, debug, debug-newest
	@scripts/suites vm-$*

cost: user vm-tests ## What reading costs, in instructions of a guest
	@scripts/suites cost

soak: user vm-tests ## An hour of churn (MINUTES=60) on 6.12 and on the debug kernel: no leak, no complaint
	@MINUTES=$(or $(MINUTES),60) scripts/suites soak-6.12 soak-debug

scale: user vm-tests ## 100,000 processes, 10,000 net namespaces: all that is read grows as they do
	@scripts/suites scale

docs: user ## Pictures of the page of nsview graph, by a browser, and tests of it: .build/docs
	@scripts/docs

clean: ## Remove what was built (not the cache of kernels)
	rm -rf .build nsview nsview.ko nsview.mod nsview.mod.c nsview.o nsview.mod.o \
		Module.symvers modules.order .*.cmd kmod/*.o kmod/.*.cmd

help: ## This text
	@sed -n 's/^\([a-z%-]*\):.*## \(.*\)/\1	\2/p' $(MAKEFILE_LIST) | \
		sed 's/^vm-%/vm-KERNEL/' | expand -t 16

FORCE:

.PHONY: all module user demo check check-long style unit cost soak scale docs clean help FORCE
