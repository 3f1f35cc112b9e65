// SPDX-License-Identifier: GPL-2.0
/*
 * sections TABLE...: how long nsview holds what while these tables are read.
 *
 * The function tracer notes when this process comes to a function that takes or
 * gives back a lock, and from where. A section is from one that nsview's own code
 * called to its counterpart. Each function that ends sections is a line of its own:
 *
 *	LOCK FUNCTION SECTIONS MEDIAN LONGEST TABLE INTERRUPTED LONGEST
 *
 * in units of the clock, an instruction each with scripts/vm --icount. Then, for
 * each table, the longest way from one point where another task may run, whatever
 * kind of preemption there is, to the next:
 *
 *	stretch TABLE LENGTH FROM TO
 *
 * What it takes to note an event is in all of them; it is measured, said in a
 * line "event COST EVENTS", and subtracted for each event. A section that an
 * interrupt was in counts for the last two columns only: what was noted of the
 * interrupt is subtracted, its way in and out is left.
 *
 * Fails when a section is opened and not closed or the other way round: some
 * function is not what it is thought to be here, and no figure can be believed.
 */
#define _GNU_SOURCE
#include "vm.h"

#include <inttypes.h>
#include <x86intrin.h>

#include "ftrace.h"

#define MODULE "nsview"

static const struct function {
	const char *name;
	const char *lock;
	int counterpart; /* functions[] index of what closes it; 0: it closes */
} functions[] = {
	{ "", NULL, 0 },
	{ "__rcu_read_unlock", "rcu", 0 },
	{ "_raw_spin_unlock", "spin", 0 },
	{ "_raw_read_unlock_bh", "idev", 0 },
	{ "up_read", "net_rwsem", 0 },
	{ "mutex_unlock", "iolock", 0 },
	{ "rtnl_unlock", "rtnl", 0 },
	{ "__rcu_read_lock", "rcu", 1 },
	{ "_raw_spin_lock", "spin", 2 },
	{ "_raw_read_lock_bh", "idev", 3 },
	{ "down_read", "net_rwsem", 4 },
	{ "mutex_trylock", "iolock", 5 },
	{ "rtnl_trylock", "rtnl", 6 },
	{ "rtnl_lock", "rtnl", 6 },
	/* No locks: another task may run. */
	{ "__cond_resched", NULL, 0 },
	{ "schedule", NULL, 0 },
};

/* fdwalk.c has spinlocks of two kinds; all others are task_lock(). */
static const char *const spinlocks[][2] = {
	{ "fdwalk_step", "file_lock" },
	{ "fdwalk_finish", "queue" },
	{ "look_into_connections", "queue" },
};

struct symbol {
	uint64_t at;
	char name[256];
};

struct place {
	const char *lock;
	const char *closer;
	const char *table;
	uint32_t *lengths;
	size_t nr, max;
	int64_t longest, interrupted;
	unsigned int nr_interrupted;
};

/* A moment: when, and what went into noting it so far. */
struct moment {
	uint64_t time;
	uint64_t events;
	uint64_t away; /* in interrupts and other tasks, as far as that was noted */
	unsigned int absences;
};

struct open_section {
	int closed_by;
	const char *lock;
	const char *opener;
	struct moment since;
};

static struct symbol *symbols;
static size_t nr_symbols;
static uint64_t function_at[ARRAY_SIZE(functions)];

static struct place places[64];
static size_t nr_places;
static struct open_section open_sections[16];
static size_t nr_open;

static const char *table; /* that is read */
static struct moment now;
static uint64_t away_last; /* when something was noted of an absence, 0: it is over */
static bool switched_out;
static double event_cost;

static const char *stretch_from; /* NULL: not in the kernel */
static struct moment stretch_since;
static struct stretch {
	const char *from, *to;
	int64_t length;
} * stretch; /* the longest of this table */

static unsigned int type_function, type_switch, type_enter, type_exit;
static size_t at_next_pid;
static bool broken;

static void complain(const char *what, const char *of, const char *from)
{
	if (!broken)
		fprintf(stderr, "sections: %s: %s %s from %s\n", table, what, of, from);
	broken = true;
}

/* --- names */

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

/* Those of the functions above, and all of the module. */
static void symbols_read(void)
{
	FILE *in = fopen("/proc/kallsyms", "re");
	char line[512], name[256], module[64], type;
	uint64_t at;

	must(in ? 0 : -1);
	symbols = calloc(4096, sizeof(*symbols));
	while (fgets(line, sizeof(line), in)) {
		int n = sscanf(line, "%" SCNx64 " %c %255s [%63[^]]", &at, &type, name, module);

		if (n == 3)
			for (size_t i = 1; i < ARRAY_SIZE(functions); i++)
				if (!strcmp(name, functions[i].name))
					function_at[i] = at;
		if (n != 4 || strcmp(module, MODULE) || (type != 't' && type != 'T'))
			continue;
		must(nr_symbols < 4096 ? 0 : -1);
		symbols[nr_symbols].at = at;
		snprintf(symbols[nr_symbols++].name, sizeof(symbols->name), "%s", name);
	}
	fclose(in);
	qsort(symbols, nr_symbols, sizeof(*symbols), by_address);
	must(nr_symbols ? 0 : -1);
}

/* The module's function that an address is in, or NULL. */
static const char *module_function(uint64_t at)
{
	size_t low = 0, high = nr_symbols;

	/* The module's text is less than a page behind its last function. */
	if (at < symbols[0].at || at >= symbols[nr_symbols - 1].at + 4096)
		return NULL;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (symbols[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return symbols[low].name;
}

static const char *lock_of(const struct function *function, const char *opener)
{
	if (strcmp(function->lock, "spin"))
		return function->lock;
	for (size_t i = 0; i < ARRAY_SIZE(spinlocks); i++)
		if (!strcmp(opener, spinlocks[i][0]))
			return spinlocks[i][1];
	return "task_lock";
}

/* --- lengths */

static struct place *place_of(const char *lock, const char *closer)
{
	for (size_t i = 0; i < nr_places; i++)
		if (places[i].lock == lock && places[i].closer == closer)
			return &places[i];
	must(nr_places < ARRAY_SIZE(places) ? 0 : -1);
	places[nr_places] = (struct place){ .lock = lock, .closer = closer };
	return &places[nr_places++];
}

static int64_t length_since(const struct moment *since)
{
	return now.time - since->time - (now.away - since->away) -
	       (int64_t)((now.events - since->events) * event_cost);
}

static void section_ends(const struct open_section *section, const char *closer)
{
	struct place *place = place_of(section->lock, closer);
	int64_t length = length_since(&section->since);

	if (now.absences != section->since.absences) {
		place->nr_interrupted++;
		if (length > place->interrupted)
			place->interrupted = length;
		return;
	}
	if (place->nr == place->max) {
		place->max = place->max ? 2 * place->max : 1024;
		place->lengths = realloc(place->lengths, place->max * sizeof(*place->lengths));
		must(place->lengths ? 0 : -1);
	}
	place->lengths[place->nr++] = length > 0 ? length : 0;
	if (length > place->longest || !place->table) {
		place->longest = length;
		place->table = table;
	}
}

static void section_begins(int function, const char *opener)
{
	int closed_by = functions[function].counterpart;

	if (nr_open && !strcmp(open_sections[nr_open - 1].lock, "rtnl")) {
		/* rtnl_trylock() jumps there: it is the same call. */
		if (!strcmp(functions[function].name, "mutex_trylock"))
			return;
		/* Who tries again, or waits now, did not get it before. */
		if (open_sections[nr_open - 1].closed_by == closed_by)
			nr_open--;
	}
	if (nr_open == ARRAY_SIZE(open_sections)) {
		complain("too many sections at", functions[function].name, opener);
		return;
	}
	open_sections[nr_open++] = (struct open_section){
		.closed_by = closed_by,
		.lock = lock_of(&functions[function], opener),
		.opener = opener,
		.since = now,
	};
}

/* RCU sections nest, and belong to the outermost; other locks do not. */
static void section_closes(int function, const char *closer)
{
	size_t at = nr_open, i;

	while (at && open_sections[at - 1].closed_by != function)
		at--;
	if (!at) {
		complain("nothing to close for", functions[function].name, closer);
		return;
	}
	at--;
	for (i = 0; i < at; i++)
		if (open_sections[i].lock == open_sections[at].lock)
			break;
	if (i == at || strcmp(open_sections[at].lock, "rcu"))
		section_ends(&open_sections[at], closer);
	memmove(&open_sections[at], &open_sections[at + 1],
		(nr_open - at - 1) * sizeof(*open_sections));
	nr_open--;
}

/* Another task may run here. */
static void point(const char *where, bool goes_on)
{
	if (stretch_from) {
		int64_t length = length_since(&stretch_since);

		if (length > stretch->length)
			*stretch = (struct stretch){ stretch_from, where, length };
	}
	stretch_from = goes_on ? where : NULL;
	stretch_since = now;
}

/* --- events */

static void function_called(uint64_t function, uint64_t from)
{
	const char *caller = module_function(from);
	size_t i;

	for (i = 1; i < ARRAY_SIZE(functions); i++)
		if (function >= function_at[i] && function < function_at[i] + 16)
			break;
	if (i == ARRAY_SIZE(functions))
		complain("not asked for", "a function", "the tracer");
	else if (!functions[i].lock)
		point(caller ? caller : "kernel", true);
	else if (caller && functions[i].counterpart)
		section_begins(i, caller);
	else if (caller)
		section_closes(i, caller);
}

/* In an interrupt, or in another task. */
static bool is_away(const struct trace_event *event, unsigned int type)
{
	if (type == type_switch)
		switched_out = trace_u32(event->data + at_next_pid) != (uint32_t)getpid();
	return switched_out || event->data[2] & (TRACE_HARDIRQ | TRACE_SOFTIRQ);
}

static void each_event(const struct trace_event *event)
{
	unsigned int type = trace_type(event);
	bool away = is_away(event, type);

	now.time = event->time;
	/* What is between the first and the last event of an absence. */
	if (away_last && (away || type == type_switch))
		now.away += event->time - away_last;
	away_last = away ? event->time : 0;
	if (away) {
		now.absences++;
		return;
	}
	now.events++;
	if (!event_cost)
		return;
	if (type == type_function)
		function_called(trace_u64(event->data + 8), trace_u64(event->data + 16));
	else if (type == type_switch)
		point("switch", true);
	else if (type == type_enter)
		point("enter", true);
	else if (type == type_exit)
		point("exit", false);
}

/* --- reading */

static uint64_t read_whole(void)
{
	static char buf[64 * 1024];
	uint64_t began = __rdtsc();
	int fd = must(open(table, O_RDONLY | O_CLOEXEC));

	while (must(read(fd, buf, sizeof(buf))) > 0)
		;
	must(close(fd));
	return __rdtsc() - began;
}

static void read_traced(uint64_t *took)
{
	trace_write("current_tracer", "function");
	trace_write("tracing_on", "1");
	*took = read_whole();
	trace_write("tracing_on", "0");
	stretch_from = NULL;
	if (!trace_drain(each_event)) {
		fprintf(stderr, "sections: %s: events were lost\n", table);
		broken = true;
	}
	if (nr_open)
		complain("left open", open_sections[0].lock, open_sections[0].opener);
	nr_open = 0;
	trace_write("current_tracer", "nop");
}

/* What an event costs, all in all: reading takes so much longer with than without. */
static void calibrate(void)
{
	uint64_t without, with;

	read_whole();
	without = read_whole();
	read_traced(&with);
	event_cost = (double)(with - without) / now.events;
	printf("event\t%.0f\t%" PRIu64 "\n", event_cost, now.events);
}

static void start(void)
{
	static const char *const events[] = {
		"events/sched/sched_switch/enable",
		"events/irq_vectors/local_timer_entry/enable",
		"events/irq_vectors/local_timer_exit/enable",
		"events/irq/irq_handler_entry/enable",
		"events/irq/irq_handler_exit/enable",
		"events/irq/softirq_entry/enable",
		"events/irq/softirq_exit/enable",
		"events/raw_syscalls/sys_enter/enable",
		"events/raw_syscalls/sys_exit/enable",
	};
	const char *size = getenv("SECTIONS_KB"); /* of the buffer of events */
	char text[512] = "", pid[16];

	snprintf(pid, sizeof(pid), "%d", getpid());
	trace_write("tracing_on", "0");
	trace_write("trace_clock", "x86-tsc");
	trace_write("buffer_size_kb", size ? size : "98304");
	for (size_t i = 1; i < ARRAY_SIZE(functions); i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s ",
			 functions[i].name);
	trace_write("set_ftrace_filter", text);
	trace_write("set_ftrace_pid", pid);
	trace_write("set_event_pid", pid);
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		trace_write(events[i], "1");
	type_function = trace_number("events/ftrace/function/format", "ID: ");
	type_switch = trace_number("events/sched/sched_switch/format", "ID: ");
	type_enter = trace_number("events/raw_syscalls/sys_enter/format", "ID: ");
	type_exit = trace_number("events/raw_syscalls/sys_exit/format", "ID: ");
	at_next_pid = trace_number("events/sched/sched_switch/format", "next_pid;\toffset:");
}

/* --- what came of it */

static int by_length(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static const char *base(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	return slash ? slash + 1 : "-";
}

static void report(char **tables, const struct stretch *stretches)
{
	for (size_t i = 0; i < nr_places; i++) {
		struct place *p = &places[i];

		qsort(p->lengths, p->nr, sizeof(*p->lengths), by_length);
		printf("%s\t%s\t%zu\t%u\t%" PRId64 "\t%s\t%u\t%" PRId64 "\n", p->lock, p->closer,
		       p->nr, p->nr ? p->lengths[p->nr / 2] : 0, p->longest, base(p->table),
		       p->nr_interrupted, p->interrupted);
	}
	for (; *tables; tables++, stretches++)
		printf("stretch\t%s\t%" PRId64 "\t%s\t%s\n", base(*tables), stretches->length,
		       stretches->from, stretches->to);
}

int main(int argc, char **argv)
{
	struct stretch *stretches = calloc(argc, sizeof(*stretches));
	uint64_t took;

	if (argc < 2 || !stretches) {
		fprintf(stderr, "usage: sections TABLE...\n");
		return 1;
	}
	symbols_read();
	start();
	table = argv[1];
	calibrate();
	for (int i = 0; i < argc - 1; i++) {
		table = argv[i + 1];
		stretch = &stretches[i];
		read_traced(&took);
	}
	report(argv + 1, stretches);
	return broken;
}
