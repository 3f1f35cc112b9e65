/* SPDX-License-Identifier: GPL-2.0 */
/* Hosts, from tables in an input. */
#include "fuzz.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/put.h"

struct parts_source {
	struct source base;
	struct blob tables[TABLES];
};

enum table_id table_named(const char *data, size_t size)
{
	static const char magic[] = "nsview 1 ";
	const size_t head = strlen(magic);
	enum table_id id;

	if (size < head || memcmp(data, magic, head))
		return TABLES;
	for (id = 0; id < TABLES; id++) {
		const char *name = host_tables[id].name;
		const size_t len = strlen(name);

		if (size > head + len && !memcmp(data + head, name, len) &&
		    (data[head + len] == '\n' || data[head + len] == ' '))
			break;
	}
	return id;
}

static int parts_read(struct source *src, const char *table, struct blob *ret)
{
	struct parts_source *parts = (struct parts_source *)src;
	enum table_id id;

	for (id = 0; id < TABLES; id++) {
		if (!parts->tables[id].data || strcmp(host_tables[id].name, table))
			continue;
		*ret = parts->tables[id];
		parts->tables[id] = (struct blob){ 0 };
		return 0;
	}
	return -ENOENT;
}

int tables_load(struct host *h, struct input *in, struct problem *p)
{
	char where[] = "fuzz";
	struct parts_source src = { .base = {
					    .name = "file", .where = where, .read = parts_read } };
	enum table_id id;
	char *part;
	int err;

	while ((part = input_text(in)) && strcmp(part, TABLES_END)) {
		id = table_named(part, strlen(part));
		if (id == TABLES || src.tables[id].data)
			free(part);
		else
			src.tables[id] = (struct blob){ part, strlen(part) };
	}
	free(part);
	err = host_load(h, &src.base, 0, (1u << TABLES) - 1, p);
	for (id = 0; id < TABLES; id++)
		blob_free(&src.tables[id]);
	return err;
}

static const char small[] =
	"nsview 1 tasks\n"
	"pid\ttgid\tthreads\tns_mnt\tns_net\tns_pid\tcomm\n"
	"1\t1\t1\t4026531841\t4026531840\t4026531836\tinit\n" PART_END
	"nsview 1 namespaces\ntype\tinum\n"
	"net\t4026531840\nmnt\t4026531841\npid\t4026531836\n" PART_END
	"nsview 1 devs\nnetns\tifindex\tname\tkind\tflags\n"
	"4026531840\t1\tlo\t-\t9\n4026531840\t2\teth0\t-\t4099\n"
	"4026531840\t3\tbr0\tbridge\t4099\n4026531840\t4\tveth0\tveth\t4099\n" PART_END
	"nsview 1 addrs\nnetns\tifindex\taddress\tprefix\n4026531840\t2\t192.0.2.1\t24\n" PART_END
	"nsview 1 ports\nnetns\tifindex\tmaster\tkind\n4026531840\t4\t3\tbridge\n" PART_END
	"nsview 1 hooks\nnetns\tfamily\thook\torder\tfunction\n"
	"4026531840\tip\tprerouting\t0\tnf_nat_ipv4_pre_routing\n"
	"4026531840\tip\tpostrouting\t0\tnf_nat_ipv4_out\n";

struct host *small_host(void)
{
	static struct host h;

	if (!h.tables) {
		struct input in = input_of((const uint8_t *)small, strlen(small));
		struct problem p = { "" };

		h.packet = (struct packet){ "192.0.2.9", NULL };
		if (tables_load(&h, &in, &p))
			broken("the small host: %s", p.words);
	}
	return &h;
}

int small_read(struct source *src, const char *table, struct blob *ret)
{
	struct input in = input_of((const uint8_t *)small, strlen(small));
	enum table_id id;
	char *part;

	(void)src;
	while ((part = input_text(&in))) {
		id = table_named(part, strlen(part));
		if (id < TABLES && !strcmp(host_tables[id].name, table)) {
			*ret = (struct blob){ part, strlen(part) };
			return 0;
		}
		free(part);
	}
	return -ENOENT;
}

void read_back(const struct table *table, struct text *t)
{
	struct blob b = { t->s, t->len };
	struct problem p = { "" };
	struct rows rows;

	if (t->failed)
		broken("out of memory");
	*t = (struct text){ 0 };
	if (table_parse(table, &b, table->name, &rows, &p))
		broken("%s", p.words);
	free(rows.data);
	blob_free(&b);
}
