/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's ring buffer of trace events, of one CPU, as it is in binary:
 * Documentation/trace/ring-buffer-design.rst and events/header_event say how.
 * Hundreds of thousands of lines of text would take minutes where an instruction
 * is a nanosecond.
 */
#ifndef NSVIEW_TESTS_FTRACE_H
#define NSVIEW_TESTS_FTRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "vm.h"

#define TRACEFS "/sys/kernel/debug/tracing"

/* common_flags: what interrupted the task (enum trace_flag_type). */
#define TRACE_HARDIRQ 0x08
#define TRACE_SOFTIRQ 0x10

struct trace_event {
	uint64_t time;
	const uint8_t *data; /* common fields first */
};

static inline void trace_write(const char *file, const char *text)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), TRACEFS "/%s", file);
	fd = must(open(path, O_WRONLY | O_TRUNC | O_CLOEXEC));
	/* Of a list of functions it takes one at a time. */
	for (size_t at = 0, size = strlen(text); at < size;)
		at += must(write(fd, text + at, size - at));
	must(close(fd));
}

static inline char *trace_read(const char *file, char *buf, size_t size)
{
	char path[128];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), TRACEFS "/%s", file);
	fd = must(open(path, O_RDONLY | O_CLOEXEC));
	len = must(read(fd, buf, size - 1));
	buf[len] = '\0';
	must(close(fd));
	return buf;
}

/* The number behind @what in a file, such as "ID: " in an event's format. */
static inline long trace_number(const char *file, const char *what)
{
	char buf[8192];
	const char *at = strstr(trace_read(file, buf, sizeof(buf)), what);

	if (!at) {
		fprintf(stderr, "%s: no %s\n", file, what);
		exit(1);
	}
	return strtol(at + strlen(what), NULL, 10);
}

static inline uint64_t trace_u64(const uint8_t *data)
{
	uint64_t value;

	memcpy(&value, data, sizeof(value));
	return value;
}

static inline uint32_t trace_u32(const uint8_t *data)
{
	uint32_t value;

	memcpy(&value, data, sizeof(value));
	return value;
}

static inline unsigned int trace_type(const struct trace_event *event)
{
	return event->data[0] | event->data[1] << 8;
}

/* One page: time of its first event, bytes that are used, events. False: some were lost. */
static inline bool trace_page(const uint8_t *page, void (*each)(const struct trace_event *))
{
	enum { PADDING = 29, TIME_EXTEND, TIME_STAMP, LOST_AT = 31, LENGTH = (1 << 20) - 1 };
	uint64_t commit = trace_u64(page + 8);
	const uint8_t *at = page + 16, *end = at + (commit & LENGTH);
	struct trace_event event = { .time = trace_u64(page) };

	if (commit >> LOST_AT & 1)
		return false;
	while (at < end) {
		uint32_t head = trace_u32(at), type = head & 31, delta = head >> 5;
		uint32_t more = type == 0 || type >= PADDING ? trace_u32(at + 4) : 0;

		switch (type) {
		case PADDING:
			if (!delta) /* to the end of the page */
				return true;
			event.time += delta;
			at += 4 + more;
			continue;
		case TIME_EXTEND:
			event.time += ((uint64_t)more << 27) + delta;
			at += 8;
			continue;
		case TIME_STAMP:
			event.time = ((uint64_t)more << 27) + delta;
			at += 8;
			continue;
		}
		event.time += delta;
		event.data = at + (type ? 4 : 8);
		each(&event);
		at += type ? 4 + 4 * type : 4 + more;
	}
	return true;
}

/* Empties the buffer. False: some events are lost. */
static inline bool trace_drain(void (*each)(const struct trace_event *))
{
	static uint8_t page[4096];
	bool whole = true;
	int fd = must(
		open(TRACEFS "/per_cpu/cpu0/trace_pipe_raw", O_RDONLY | O_NONBLOCK | O_CLOEXEC));

	whole = !trace_number("per_cpu/cpu0/stats", "\noverrun: ") &&
		!trace_number("per_cpu/cpu0/stats", "\ndropped events: ");
	while (read(fd, page, sizeof(page)) > 0)
		whole = trace_page(page, each) && whole;
	must(close(fd));
	return whole;
}

#endif
