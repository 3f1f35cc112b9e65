// SPDX-License-Identifier: GPL-2.0
/*
 * What every exported table has in common.
 *
 * Files are 0400 and have no write, ioctl or mmap, so that debugfs lets root
 * read them under lockdown too. An open file holds the module: rmmod says
 * that it is in use.
 */
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "schema.h"
#include "table.h"

/*
 * seq_file gives a read() no more than its buffer holds, a page unless a
 * record is larger. This many bytes a read() make a long table cheap.
 */
#define TABLE_BUF_SIZE (64 * 1024)

/*
 * A buffer is filled by one read(), and holds hundreds of records: others need
 * not wait for more than to find one or to print one, also where the kernel does
 * not preempt.
 */
static void *table_find(struct table_iter *it, loff_t *pos)
{
	int found = table_relax();

	if (!found)
		found = it->table->find(it, pos);
	if (found < 0)
		return ERR_PTR(found);
	return found ? it : NULL;
}

static void *table_start(struct seq_file *m, loff_t *pos)
{
	struct table_iter *it = m->private;
	int err = it->table->begin ? it->table->begin(it) : 0;

	if (err)
		return ERR_PTR(err);
	return *pos ? table_find(it, pos) : SEQ_START_TOKEN;
}

static void *table_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return table_find(m->private, pos);
}

static void table_stop(struct seq_file *m, void *v)
{
	struct table_iter *it = m->private;

	if (it->table->end)
		it->table->end(it);
}

/*
 * A record that fills its room to the last byte counts as cut, as in seq_file:
 * it is printed again for nothing.
 */
static void record_show(struct table_iter *it, struct seq_file *m)
{
	char *room;
	size_t size = seq_get_buf(m, &room);
	struct row row;

	cond_resched();
	row_in(&row, it, room, size);
	it->table->show(it, &row);
	seq_commit(m, row.at == row.end ? -1 : row.at - row.begin);
}

/*
 * The words of binary rows are stored as such. That they are aligned is so as seq_file
 * begins every buffer, which is kmalloc()'s or vmalloc()'s, with a record and whole; the
 * head is the first of the file's first buffer, and what it takes and what rows take are
 * whole words.
 */
static void head_show(struct table_iter *it, struct seq_file *m)
{
	seq_printf(m, "nsview %d %s%s\n%s\n", NSVIEW_VERSION, it->table->name,
		   it->binary ? " binary" : "", it->table->columns.names);
	while (it->binary && m->count % sizeof(u64))
		seq_putc(m, '\0');
}

static int table_show(struct seq_file *m, void *v)
{
	struct table_iter *it = m->private;

	if (v == SEQ_START_TOKEN)
		head_show(it, m);
	else
		record_show(it, m);
	return 0;
}

static const struct seq_operations table_seq_ops = {
	.start = table_start,
	.next = table_next,
	.stop = table_stop,
	.show = table_show,
};

/*
 * A module that fails to load is freed, whoever refers to it by then. So nothing is opened
 * before it is loaded, when nothing can fail any more; and debugfs_remove(), which ends a load
 * that failed, waits for who is in open() and is refused there.
 */
static bool opened;

void tables_open(void)
{
	WRITE_ONCE(opened, true);
}

static int open_as(struct inode *inode, struct file *file, bool binary)
{
	const struct table *t = inode->i_private;
	struct table_iter *it;
	struct seq_file *m;
	int err;

	if (!READ_ONCE(opened))
		return -ENOENT;
	it = __seq_open_private(file, &table_seq_ops, t->iter_size);
	if (!it)
		return -ENOMEM;
	it->table = t;
	it->binary = binary ? &t->columns : NULL;

	/* Without it, seq_file makes itself a smaller one. */
	m = file->private_data;
	m->buf = kvmalloc(TABLE_BUF_SIZE, GFP_KERNEL_ACCOUNT);
	if (m->buf)
		m->size = TABLE_BUF_SIZE;

	err = t->open ? t->open(it) : 0;
	if (err)
		seq_release_private(inode, file);
	return err;
}

static int table_open(struct inode *inode, struct file *file)
{
	return open_as(inode, file, false);
}

static int binary_open(struct inode *inode, struct file *file)
{
	return open_as(inode, file, true);
}

static int table_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;
	struct table_iter *it = m->private;

	if (it->table->release)
		it->table->release(it);
	return seq_release_private(inode, file);
}

static const struct file_operations table_fops = {
	.owner = THIS_MODULE,
	.open = table_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = table_release,
};

static const struct file_operations binary_fops = {
	.owner = THIS_MODULE,
	.open = binary_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = table_release,
};

static int file_create(const struct table *t, struct dentry *dir,
		       const struct file_operations *fops)
{
	return PTR_ERR_OR_ZERO(debugfs_create_file(t->name, 0400, dir, (void *)t, fops));
}

int table_create(const struct table *t, struct dentry *dir, struct dentry *binary)
{
	int err = file_create(t, dir, &table_fops);

	return err ? err : file_create(t, binary, &binary_fops);
}

/*
 * Every cell ends with a tab: the last one of the row becomes the line feed.
 * What was cut has no room left, not even for the tab of its last cell.
 */
void row_end(struct row *row)
{
	if (row->binary)
		binary_end(row);
	else if (row->at != row->end)
		row->at[-1] = '\n';
}

char *put_large(char *at, u64 num)
{
	at = put_digits(at, num);
	*at = '\t';
	return at + 1;
}

/* Plain char is signed or not: bytes from 0x80 on fail the one or the other bound. */
static bool is_plain(char c)
{
	return c >= ' ' && c <= '~' && c != '\\';
}

static void put_escaped(struct row *row, const char *text, bool is_dash)
{
	static const char hex[] = "0123456789abcdef";

	for (; *text; text++) {
		if (is_plain(*text) && !is_dash) {
			*row->at++ = *text;
		} else {
			*row->at++ = '\\';
			*row->at++ = 'x';
			*row->at++ = hex[(u8)*text >> 4];
			*row->at++ = hex[(u8)*text & 15];
		}
	}
}

void cell_text(struct row *row, const char *text)
{
	bool is_dash = text[0] == '-' && !text[1];
	size_t len = 0, odd = 0;

	if (row->binary)
		return binary_text(row, text, strlen(text));
	for (; text[len]; len++)
		odd += !is_plain(text[len]);
	if (is_dash)
		odd = 1;
	if (!cell_fits(row, len + 3 * odd))
		return;
	if (odd) {
		put_escaped(row, text, is_dash);
	} else {
		memcpy(row->at, text, len);
		row->at += len;
	}
	*row->at++ = '\t';
}

static noinline void name_escaped(struct row *row, const char *name)
{
	char text[CELL_NAME_LEN + 1];

	memcpy(text, name, CELL_NAME_LEN);
	text[CELL_NAME_LEN] = '\0';
	cell_text(row, text);
}

void cell_name(struct row *row, const char name[CELL_NAME_LEN])
{
	char *at;

	if (row->binary)
		return binary_text(row, name, strnlen(name, CELL_NAME_LEN));
	if (!cell_fits(row, CELL_NAME_LEN))
		return;
	at = put_plain8(row->at, name);
	if (at == row->at + 8)
		at = put_plain8(at, name + 8);
	if (!at || (name[0] == '-' && !name[1]))
		return name_escaped(row, name);
	*at = '\t';
	row->at = at + 1;
}

void cell_text_or_none(struct row *row, const char *text)
{
	if (*text)
		cell_text(row, text);
	else
		cell_none(row);
}

void cell_plain(struct row *row, const char *text, size_t len)
{
	if (row->binary)
		return binary_text(row, text, len);
	if (!cell_fits(row, len))
		return;
	memcpy(row->at, text, len);
	row->at += len;
	*row->at++ = '\t';
}

void cell_word(struct row *row, const char *word)
{
	if (word)
		cell_plain(row, word, strlen(word));
	else
		cell_none(row);
}

void cell_token(struct row *row, u64 token)
{
	char text[CELL_TOKEN_LEN];
	char *at = row->binary ? text : row->at;

	if (!cell_fits(row, CELL_TOKEN_LEN))
		return;
	at = put8(at, hex8(token >> 32));
	at = put8(at, hex8(token & U32_MAX));
	if (row->binary)
		return binary_text(row, text, CELL_TOKEN_LEN);
	*at = '\t';
	row->at = at + 1;
}

void cell_printf(struct row *row, const char *format, ...)
{
	char text[CELL_PRINTF_MAX];
	va_list args;

	va_start(args, format);
	vscnprintf(text, sizeof(text), format, args);
	va_end(args);
	cell_word(row, text);
}

void cell_bits(struct row *row, u32 bits, const char *const words[], unsigned int nr)
{
	bool first = true;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (!(bits & BIT(i)))
			continue;
		if (!first)
			cell_join(row);
		cell_word(row, words[i]);
		first = false;
	}
	if (first)
		cell_word(row, "");
}

int table_relax(void)
{
	cond_resched();
	return fatal_signal_pending(current) ? -EINTR : 0;
}
