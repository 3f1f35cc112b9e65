// SPDX-License-Identifier: GPL-2.0
/* Printing the row of a task, as text and in binary. */
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/threads.h>

#include "schema.h"
#include "tables.h"
#include "taskrow.h"

static_assert(TASK_COMM_LEN == CELL_NAME_LEN);

TABLE_WORDS(NSVIEW_TASKS_COLUMNS);

/* What has one of these has so many bytes, NULs at its end. */
#define ROOT_NAME_LEN 8
static const char root_names[][ROOT_NAME_LEN] = { [ROOT_HOST] = "host", [ROOT_OWN] = "own" };

/* memcmp() is a call and a loop of bytes on some kernels; this is nine words. */
#define REFS_WORDS (offsetof(struct task_refs, v1) / sizeof(unsigned long))
static_assert(REFS_WORDS % 3 == 0);
static_assert(offsetof(struct task_refs, v1) == 32 + sizeof(u32[NSVIEW_NR_NS_LINKS]));
static_assert(offsetof(struct task_refs, v1) % sizeof(unsigned long) == 0);

static size_t refs_size(const struct task_refs *refs)
{
	return offsetof(struct task_refs, v1) + refs->nr_v1 * sizeof(*refs->v1);
}

static bool refs_equal(const struct task_refs *a, const struct task_refs *b)
{
	const unsigned long *x = (const void *)a, *y = (const void *)b;
	unsigned long diff = 0;
	size_t i;

	for (i = 0; i < REFS_WORDS; i += 3)
		diff |= (x[i] ^ y[i]) | (x[i + 1] ^ y[i + 1]) | (x[i + 2] ^ y[i + 2]);
	return !diff && (!a->nr_v1 || task_v1_equal(a, b));
}

static void v1_print(const struct task_refs *refs, struct row *row)
{
	u32 i;

	if (!refs->nr_v1)
		cell_none(row);
	for (i = 0; i < refs->nr_v1; i++) {
		if (i)
			cell_join(row);
		cell_printf(row, "%llu:%llu", refs->v1[i].hierarchy, refs->v1[i].id);
	}
}

static void refs_print(const struct task_refs *refs, struct nsproxy_tokens *tokens, struct row *row)
{
	int i;

	for (i = 0; i < NSVIEW_NR_NS_LINKS; i++)
		cell_num_or(row, refs->inum[i], 0);
	if (refs->nsproxy) {
		cell_token(row, nsproxy_token(refs->nsproxy, tokens));
		cell_num(row, refs->nsproxy_count);
	} else {
		cell_none(row);
		cell_none(row);
	}
	cell_num(row, refs->cgroup_id);
	v1_print(refs, row);
	cell_word(row, refs->root == ROOT_UNKNOWN ? NULL : root_names[refs->root]);
}

static_assert(WORD_ns_uts == WORD_ns_cgroup + NSVIEW_NR_NS_LINKS - 1);

/* The same in binary; the words before them are stored. They end where a word does. */
static void refs_store(const struct task_refs *refs, struct nsproxy_tokens *tokens, struct row *row)
{
	u64 *words = row->words;
	char *at = row->at;
	int i;

	for (i = 0; i < NSVIEW_NR_NS_LINKS; i++)
		words[WORD_ns_cgroup + i] = binary_num_or(refs->inum[i], 0);
	if (!cell_fits(row, CELL_TOKEN_LEN + sizeof(u64) + ROOT_NAME_LEN))
		return;
	words[WORD_nsproxy] = NSVIEW_BINARY_NONE;
	words[WORD_nsproxy_count] = NSVIEW_BINARY_NONE;
	if (refs->nsproxy) {
		at = binary_put_token(words, WORD_nsproxy, at,
				      nsproxy_token(refs->nsproxy, tokens));
		words[WORD_nsproxy_count] = refs->nsproxy_count;
	}
	words[WORD_cgroup_id] = refs->cgroup_id;
	words[WORD_root] = NSVIEW_BINARY_NONE;
	if (refs->root != ROOT_UNKNOWN)
		at = binary_put(words, WORD_root, at, root_names[refs->root], ROOT_NAME_LEN);
	row->at = at;
	words[WORD_cgroups_v1] = NSVIEW_BINARY_NONE;
	if (refs->nr_v1) {
		row->nr = WORD_cgroups_v1 - 1;
		v1_print(refs, row);
		binary_pad(row);
	}
}

/*
 * @from is where they begin: a cell, or a word with which begins what they are made of. So
 * much is copied that it is whole words.
 */
static void refs_show(const struct task_refs *refs, struct task_last *last, struct row *row,
		      char *from)
{
	const unsigned int at = hash_ptr(refs->nsproxy, ilog2(ARRAY_SIZE(last->refs)));
	struct refs_text *known = &last->refs[at];

	if (known->len && refs_equal(&known->refs, refs)) {
		if (!cell_fits(row, known->len + sizeof(u64)))
			return;
		memcpy(from, known->printed, round_up(known->len, sizeof(u64)));
		row->at = from + known->len;
		return;
	}
	if (row->binary)
		refs_store(refs, &last->tokens, row);
	else
		refs_print(refs, &last->tokens, row);
	known->len = 0;
	if (row->at != row->end && row->at - from <= sizeof(known->printed)) {
		known->len = row->at - from;
		memcpy(known->printed, from, known->len);
		memcpy(&known->refs, refs, refs_size(refs));
	}
}

static void nested_show(const struct task_facts *facts, struct row *row)
{
	u32 i;

	if (!facts->nr_nested)
		cell_none(row);
	for (i = 0; i < facts->nr_nested; i++) {
		if (i)
			cell_join(row);
		cell_num(row, facts->nested[i]);
	}
}

/* What lies behind the last cell in the row's room is copied with it, and overwritten. */
static char *put_like_last(char *at, struct num_text *last, u32 num)
{
	char *end;

	if (last->len && last->num == num) {
		memcpy(at, last->text, sizeof(last->text));
		return at + last->len;
	}
	end = put_num(at, num);
	last->len = 0;
	if (end - at <= sizeof(last->text)) {
		memcpy(last->text, at, sizeof(last->text));
		last->len = end - at;
		last->num = num;
	}
	return end;
}

/* The cells before nested: their room is asked for at once. */
enum { TASKS_FIRST_CELLS = 8 };
static_assert(PID_MAX_LIMIT < 10000000); /* eight bytes with the tab: put_again() */

static void first_show(const struct task_facts *facts, struct task_last *last, struct row *row)
{
	char *at = row->at, *pid = at;

	if (!cell_fits(row, TASKS_FIRST_CELLS * CELL_NUM_MAX))
		return;
	at = put_num(at, facts->pid);
	at = facts->tgid == facts->pid ? put_again(at, pid) : put_num(at, facts->tgid);
	at = put_like_last(at, &last->ppid, facts->ppid);
	at = put_num(at, facts->start);
	at = put_like_last(at, &last->uid, facts->self.uid);
	at = put_letter(at, facts->state);
	at = put_num(at, facts->threads);
	row->at = put_num(at, facts->kthread);
}

/* As put_like_last(). */
static void name_show(const char name[TASK_COMM_LEN], struct name_text *last, struct row *row)
{
	char *from = row->at;

	if (last->len && get8(name) == get8(last->name) && get8(name + 8) == get8(last->name + 8)) {
		if (!cell_fits(row, sizeof(last->text)))
			return;
		memcpy(from, last->text, sizeof(last->text));
		row->at = from + last->len;
		return;
	}
	cell_name(row, name);
	last->len = 0;
	if (row->at != row->end && row->at - from <= sizeof(last->text)) {
		memcpy(last->name, name, sizeof(last->name));
		memcpy(last->text, from, row->at - from);
		last->len = row->at - from;
	}
}

static_assert(TASK_COMM_LEN == 2 * sizeof(u64));

static void text_show(const struct task_facts *facts, struct task_last *last, struct row *row)
{
	first_show(facts, last, row);
	nested_show(facts, row);
	refs_show(&facts->refs, last, row, row->at);
	name_show(facts->self.comm, &last->comm, row);
}

/* Bytes of the texts that are not of refs: comm, state, nspid. */
#define OWN_TEXTS_MAX (TASK_COMM_LEN + 2 + sizeof(u64) * MAX_PID_NS_LEVEL + CELL_NUM_MAX)

static char *put_nested(char *at, const struct task_facts *facts)
{
	u32 i;

	for (i = 0; i < facts->nr_nested; i++) {
		at = put_num(at, facts->nested[i]);
		at[-1] = ',';
	}
	at[-1] = '\0';
	return at;
}

static void own_texts(const struct task_facts *facts, struct row *row)
{
	u64 *words = row->words;
	char *at = row->at;

	if (!cell_fits(row, OWN_TEXTS_MAX))
		return;
	words[WORD_comm] = at - (char *)words;
	memcpy(at, facts->self.comm, TASK_COMM_LEN);
	at[TASK_COMM_LEN - 1] = '\0';
	at += TASK_COMM_LEN;

	words[WORD_state] = at - (char *)words;
	*at++ = facts->state;
	*at++ = '\0';

	words[WORD_nspid] = NSVIEW_BINARY_NONE;
	if (facts->nr_nested) {
		words[WORD_nspid] = at - (char *)words;
		at = put_nested(at, facts);
	}
	row->at = at;
}

/* The texts of refs come first: so what was printed of them fits any row. */
static void binary_show(const struct task_facts *facts, struct task_last *last, struct row *row)
{
	u64 *words = binary_begin(row);

	if (!words)
		return;
	words[WORD_pid] = facts->pid;
	words[WORD_tgid] = facts->tgid;
	words[WORD_ppid] = facts->ppid;
	words[WORD_start] = facts->start;
	words[WORD_uid] = facts->self.uid;
	words[WORD_threads] = facts->threads;
	words[WORD_kthread] = facts->kthread;
	refs_show(&facts->refs, last, row, (char *)&words[WORD_ns_cgroup]);
	own_texts(facts, row);
}

void task_show(const struct task_facts *facts, struct task_last *last, struct row *row)
{
	if (row->binary)
		binary_show(facts, last, row);
	else
		text_show(facts, last, row);
	row_end(row);
}
