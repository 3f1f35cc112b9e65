/* SPDX-License-Identifier: GPL-2.0 */
#include "port_attrs.h"

#include <linux/if_bridge.h>

const char *const port_states[PORT_STATES] = {
	[BR_STATE_DISABLED] = "disabled", [BR_STATE_LISTENING] = "listening",
	[BR_STATE_LEARNING] = "learning", [BR_STATE_FORWARDING] = "forwarding",
	[BR_STATE_BLOCKING] = "blocking",
};
