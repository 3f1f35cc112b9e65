// SPDX-License-Identifier: GPL-2.0
/* Printing the row of a task, as text and in binary. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/threads.h>

#include "schema.h"
#include "tables.h"
#include "taskrow.h"

static_assert(TASK_COMM_LEN == CELL_NAME_LEN);

TABLE_WORDS(NSVIEW_TASKS_COLUMNS);

static const char *const root_names[] = { NULL, "host", "own" };

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

static void refs_print(const struct task_refs *refs, struct row *row)
{
	int i;

	for (i = 0; i < NSVIEW_NR_NS_LINKS; i++)
		cell_num_or(row, refs->inum[i], 0);
	if (refs->nsproxy) {
		cell_token(row, nsproxy_token(refs->nsproxy));
		cell_num(row, refs->nsproxy_count);
	} else {
		cell_none(row);
		cell_none(row);
	}
	cell_num(row, refs->cgroup_id);
	v1_print(refs, row);
	cell_word_at(row, refs->root, root_names, ARRAY_SIZE(root_names));
}

/*
 * @from is where they begin: a cell, or a word with which begins what they are made of. So
 * much is copied that it is whole words.
 */
static void refs_show(const struct task_refs *refs, struct task_last *last, struct row *row,
		      char *from)
{
	if (last->len && refs_equal(&last->refs, refs)) {
		if (!cell_fits(row, last->len + sizeof(u64)))
			return;
		memcpy(from, last->printed, round_up(last->len, sizeof(u64)));
		row->at = from + last->len;
		return;
	}
	refs_print(refs, row);
	if (row->binary)
		binary_pad(row);
	last->len = 0;
	if (row->at != row->end && row->at - from <= sizeof(last->printed)) {
		last->len = row->at - from;
		memcpy(last->printed, from, last->len);
		memcpy(&last->refs, refs, refs_size(refs));
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

static void text_show(const struct task_facts *facts, struct task_last *last, struct row *row)
{
	first_show(facts, last, row);
	nested_show(facts, row);
	refs_show(&facts->refs, last, row, row->at);
	cell_name(row, facts->self.comm);
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
	row->nr = WORD_ns_cgroup - 1;
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
