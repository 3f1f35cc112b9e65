// SPDX-License-Identifier: GPL-2.0
/* Printing the row of a pin, as text and in binary. */
#include <linux/kernel.h>
#include <linux/socket.h>
#include <linux/string.h>

#include "pinrow.h"
#include "schema.h"

TABLE_WORDS(NSVIEW_PINS_COLUMNS);

/* What has one of the words below has so many bytes, NULs at its end. */
#define PIN_WORD_LEN 16

static const char pin_kinds[][PIN_WORD_LEN] = {
	[PIN_FD] = "fd",	 [PIN_SOCKET] = "socket", [PIN_FLIGHT] = "flight",
	[PIN_UNREAD] = "unread", [PIN_THREAD] = "thread", [PIN_FOR_CHILDREN] = "for_children",
	[PIN_CHILD] = "child",	 [PIN_OWNED] = "owned",
};
/* Families that one meets; another is shown by its number. */
static const char families[][PIN_WORD_LEN] = {
	[AF_UNIX] = "unix",	  [AF_INET] = "inet",	  [AF_INET6] = "inet6",
	[AF_NETLINK] = "netlink", [AF_PACKET] = "packet", [AF_BLUETOOTH] = "bluetooth",
	[AF_CAN] = "can",	  [AF_ALG] = "alg",	  [AF_VSOCK] = "vsock",
	[AF_XDP] = "xdp",	  [AF_TIPC] = "tipc",	  [AF_SMC] = "smc",
};

static const char *family_name(const struct pin *pin)
{
	return pin->family < ARRAY_SIZE(families) && *families[pin->family] ?
		       families[pin->family] :
		       NULL;
}

static void text_show(const struct pin *pin, struct nsproxy_tokens *tokens, struct row *row)
{
	if (pin->type == NSVIEW_NR_NS_TYPES) {
		cell_none(row);
		cell_none(row);
	} else {
		cell_word(row, ns_type_name(pin->type));
		cell_num(row, pin->inum);
	}
	cell_word(row, pin_kinds[pin->kind]);
	cell_num_or(row, pin->pid, 0);
	cell_num_or(row, pin->fd, NO_FD);
	cell_num_or(row, pin->socket, 0);
	if (!pin->socket)
		cell_none(row);
	else if (family_name(pin))
		cell_word(row, family_name(pin));
	else
		cell_num(row, pin->family);
	if (pin->nsproxy)
		cell_token(row, nsproxy_token(pin->nsproxy, tokens));
	else
		cell_none(row);
	if (pin->by_inum) {
		cell_word(row, ns_type_name(pin->by_type));
		cell_num(row, pin->by_inum);
	} else {
		cell_none(row);
		cell_none(row);
	}
}

/* Type and number of a namespace. */
static char *put_ns(u64 *words, unsigned int word, char *at, enum nsview_type type, u32 inum)
{
	words[word + 1] = inum;
	return binary_put(words, word, at, ns_type_name(type), NS_TYPE_NAME_LEN);
}

static char *put_family(u64 *words, char *at, const struct pin *pin)
{
	const char *name = family_name(pin);
	char digits[PIN_WORD_LEN] = {};

	if (!name) {
		put_num(digits, pin->family)[-1] = '\0';
		name = digits;
	}
	return binary_put(words, WORD_family, at, name, PIN_WORD_LEN);
}

#define TEXTS_MAX (2 * NS_TYPE_NAME_LEN + 2 * PIN_WORD_LEN + CELL_TOKEN_LEN + sizeof(u64))
static_assert(WORD_inum == WORD_type + 1 && WORD_by_inum == WORD_by_type + 1);

static void binary_show(const struct pin *pin, struct nsproxy_tokens *tokens, struct row *row)
{
	u64 *words = binary_begin(row);
	char *at = row->at;

	if (!words || !cell_fits(row, TEXTS_MAX))
		return;
	memset64(&words[WORD_type], NSVIEW_BINARY_NONE, row->binary->nr);
	if (pin->type != NSVIEW_NR_NS_TYPES)
		at = put_ns(words, WORD_type, at, pin->type, pin->inum);
	at = binary_put(words, WORD_kind, at, pin_kinds[pin->kind], PIN_WORD_LEN);
	if (pin->pid)
		words[WORD_pid] = pin->pid;
	if (pin->fd != NO_FD)
		words[WORD_fd] = pin->fd;
	if (pin->socket) {
		words[WORD_socket] = pin->socket;
		at = put_family(words, at, pin);
	}
	if (pin->nsproxy)
		at = binary_put_token(words, WORD_nsproxy, at, nsproxy_token(pin->nsproxy, tokens));
	if (pin->by_inum)
		at = put_ns(words, WORD_by_type, at, pin->by_type, pin->by_inum);
	row->at = at;
}

void pin_show(const struct pin *pin, struct nsproxy_tokens *tokens, struct row *row)
{
	if (row->binary)
		binary_show(pin, tokens, row);
	else
		text_show(pin, tokens, row);
	row_end(row);
}
