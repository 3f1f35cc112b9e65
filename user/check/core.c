/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "core.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../cleanup.h"
#include "../host/host.h"

enum { KERNEL_1, OTHER_1, KERNEL_2, OTHER_2, LOOKS };

static void difference_free(struct difference *d)
{
	free(d->name);
	free(d->value);
	free(d->other);
}

void differences_free(struct differences *d)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		difference_free(&d->list[i]);
	free(d->list);
	*d = (struct differences){ 0 };
}

static bool known(const struct attribute *a, const union value *v)
{
	return a->text ? v->text != NULL : v->num != NSVIEW_NONE;
}

/* Of known values. */
static bool equal(const struct attribute *a, const union value *x, const union value *y)
{
	return a->text ? !strcmp(x->text, y->text) : x->num == y->num;
}

/* A number that is 0 is that of nothing. */
static char *value_words(const struct attribute *a, const union value *v)
{
	char *s = NULL;

	if (a->text)
		return strdup(v->text);
	if (!v->num)
		return strdup("none");
	return asprintf(&s, "%llu", (unsigned long long)v->num) < 0 ? NULL : s;
}

static void add_difference(struct differences *ds, struct difference *d)
{
	void *list = ds->list;

	if (ds->n == ds->size) {
		ds->size = ds->size ? ds->size * 2 : 16;
		list = reallocarray(ds->list, ds->size, sizeof(*ds->list));
	}
	if (!list || ds->failed) {
		difference_free(d);
		ds->failed = true;
		return;
	}
	ds->list = list;
	ds->list[ds->n++] = *d;
}

static void add_presence(struct differences *ds, const struct sight *sight, bool kernel)
{
	struct difference d = { .sight = *sight, .kernel = kernel };

	d.name = strdup(sight->name ? sight->name : "");
	if (!d.name)
		ds->failed = true;
	d.sight.name = d.name;
	add_difference(ds, &d);
}

static void add_value(struct differences *ds, const struct attribute *a, size_t i,
		      const struct sight *kernel, const struct sight *other)
{
	struct difference d = {
		.sight = *kernel,
		.attribute = a,
		.kernel = true,
		.other_same = other->same,
	};

	d.name = strdup(kernel->name ? kernel->name : "");
	d.value = value_words(a, &kernel->values[i]);
	d.other = value_words(a, &other->values[i]);
	if (!d.name || !d.value || !d.other)
		ds->failed = true;
	d.sight.name = d.name;
	add_difference(ds, &d);
}

/* The same object in two looks of one view. */
static bool same_object(const struct sight *a, const struct sight *b)
{
	return a && b && a->same == b->same;
}

static const struct blind *find_blind(const struct look *look, uint64_t scope)
{
	size_t low = 0, high = look ? look->nblinds : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (look->blinds[middle].scope < scope)
			low = middle + 1;
		else
			high = middle;
	}
	return look && low < look->nblinds && look->blinds[low].scope == scope ?
		       &look->blinds[low] :
		       NULL;
}

static bool sees(const struct look *look, uint64_t scope)
{
	const struct blind *b = find_blind(look, scope);

	return !b || b->partly;
}

/* A look that was not taken contradicts nothing. */
static const struct sight *again(const struct look *look, const struct sight *s)
{
	return look ? look_find(look, s->key) : s;
}

static void compare_values(const struct comparison *c, const struct sight *const at[LOOKS],
			   struct differences *ret)
{
	size_t i;

	if (!same_object(at[KERNEL_1], at[KERNEL_2]) || !same_object(at[OTHER_1], at[OTHER_2]))
		return;
	for (i = 0; i < c->nattributes; i++) {
		const struct attribute *a = &c->attributes[i];
		const union value *v[LOOKS];
		bool all = true;
		int look;

		for (look = 0; look < LOOKS; look++) {
			v[look] = &at[look]->values[i];
			all = all && known(a, v[look]);
		}
		if (all && equal(a, v[KERNEL_1], v[KERNEL_2]) && equal(a, v[OTHER_1], v[OTHER_2]) &&
		    !equal(a, v[KERNEL_1], v[OTHER_1]))
			add_value(ret, a, i, at[KERNEL_1], at[OTHER_1]);
	}
}

/* What the kernel's tables had before and after, and what they say of it. */
static void compare_kernel_sight(const struct comparison *c, const struct sight *s,
				 const struct look *const looks[LOOKS], struct differences *ret)
{
	uint64_t scope = s->key[KEY_SCOPE];
	const struct sight *at[LOOKS] = {
		[KERNEL_1] = s,
		[OTHER_1] = look_find(looks[OTHER_1], s->key),
		[KERNEL_2] = look_find(looks[KERNEL_2], s->key),
	};
	bool gone;

	at[OTHER_2] = looks[OTHER_2] ? look_find(looks[OTHER_2], s->key) : at[OTHER_1];
	gone = !at[OTHER_1] && !at[OTHER_2] && sees(looks[OTHER_1], scope) &&
	       sees(looks[OTHER_2], scope);
	if (gone && !s->optional && same_object(s, at[KERNEL_2]))
		add_presence(ret, s, true);
	compare_values(c, at, ret);
}

static void compare_other_sight(const struct sight *s, const struct look *const looks[LOOKS],
				struct differences *ret)
{
	if (!s->optional && same_object(s, again(looks[OTHER_2], s)) &&
	    !look_find(looks[KERNEL_1], s->key) && !look_find(looks[KERNEL_2], s->key))
		add_presence(ret, s, false);
}

static bool repeated(const struct look *look, size_t i)
{
	return i &&
	       !memcmp(look->sights[i].key, look->sights[i - 1].key, sizeof(look->sights->key));
}

void compare_looks(const struct comparison *c, const struct look *const looks[LOOKS],
		   struct differences *ret)
{
	const struct look *kernel = looks[KERNEL_1], *other = looks[OTHER_1];
	size_t i;

	for (i = 0; i < kernel->n; i++)
		if (!repeated(kernel, i))
			compare_kernel_sight(c, &kernel->sights[i], looks, ret);
	for (i = 0; i < other->n; i++)
		if (!repeated(other, i))
			compare_other_sight(&other->sights[i], looks, ret);
}

/* What the other view could not see although it was there all the time. */
static void keep_blinds(const struct look *const looks[LOOKS], struct look *ret)
{
	const struct look *kernel = looks[KERNEL_1];
	const struct blind *last = NULL;
	size_t i;

	look_free(ret);
	for (i = 0; i < kernel->n; i++) {
		const struct sight *s = &kernel->sights[i];
		const struct blind *b = find_blind(looks[OTHER_1], s->key[KEY_SCOPE]);

		if (b && b != last && same_object(s, look_find(looks[KERNEL_2], s->key))) {
			last = b;
			look_blind(ret, b->scope, b->partly, b->err, "%s", b->object);
		}
	}
}

static bool same_words(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_difference(const struct difference *a, const struct difference *b)
{
	return !memcmp(a->sight.key, b->sight.key, sizeof(a->sight.key)) &&
	       a->sight.same == b->sight.same && a->other_same == b->other_same &&
	       a->attribute == b->attribute && a->kernel == b->kernel &&
	       same_words(a->value, b->value) && same_words(a->other, b->other);
}

/* The order of compare_looks(), where no two have one place. */
static int compare_places(const struct difference *a, const struct difference *b)
{
	const uintptr_t x = (uintptr_t)a->attribute, y = (uintptr_t)b->attribute;
	int i;

	if (a->kernel != b->kernel)
		return a->kernel ? -1 : 1;
	for (i = 0; i < KEY_PARTS; i++)
		if (a->sight.key[i] != b->sight.key[i])
			return a->sight.key[i] < b->sight.key[i] ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* Keeps of @all what is in @now too. */
static void keep_common(struct differences *all, const struct differences *now)
{
	size_t i, j = 0, kept = 0;

	for (i = 0; i < all->n; i++) {
		while (j < now->n && compare_places(&now->list[j], &all->list[i]) < 0)
			j++;
		if (j < now->n && same_difference(&all->list[i], &now->list[j]))
			all->list[kept++] = all->list[i];
		else
			difference_free(&all->list[i]);
	}
	all->n = kept;
}

/* So that what flips does not flip in step with the looks; longer from round to round. */
static void pause_a_little(int round)
{
	struct timespec now, time = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	time.tv_nsec = now.tv_nsec % ((round + 1) * 10000000);
	nanosleep(&time, NULL);
}

static int take_look(const struct comparison *c, int which, void *ctx, struct look *look,
		     struct problem *p)
{
	int err = (which == OTHER_1 || which == OTHER_2 ? c->other : c->kernel)(ctx, look, p);

	if (err)
		return err;
	return look_sort(look) ? problem_set(p, -ENOMEM, "out of memory") : 0;
}

/* One round: the suspects in @ret. */
static int take_round(const struct comparison *c, void *ctx, int round, struct differences *ret,
		      struct look *ret_blind, struct problem *p)
{
	struct look look[LOOKS] = { 0 };
	const struct look *looks[LOOKS] = { &look[KERNEL_1], &look[OTHER_1], &look[KERNEL_2] };
	int err = 0, i;

	for (i = 0; i < OTHER_2 && !err; i++)
		err = take_look(c, i, ctx, &look[i], p);
	if (!err)
		compare_looks(c, looks, ret);
	if (!err && ret->n) {
		differences_free(ret);
		pause_a_little(round);
		err = take_look(c, OTHER_2, ctx, &look[OTHER_2], p);
		looks[OTHER_2] = &look[OTHER_2];
		if (!err)
			compare_looks(c, looks, ret);
	}
	if (!err)
		keep_blinds(looks, ret_blind);
	if (!err && (ret->failed || ret_blind->failed))
		err = problem_set(p, -ENOMEM, "out of memory");
	for (i = 0; i < LOOKS; i++)
		look_free(&look[i]);
	return err;
}

int compare(const struct comparison *c, void *ctx, struct differences *ret, struct look *ret_blind,
	    struct problem *p)
{
	struct differences now = { 0 };
	int round, err;

	*ret = (struct differences){ 0 };
	*ret_blind = (struct look){ 0 };
	err = take_round(c, ctx, 0, ret, ret_blind, p);
	for (round = 1; !err && round < CHECK_ROUNDS; round++) {
		/* What is blind for good takes no more than a second look to tell. */
		if (!ret->n && (!ret_blind->nblinds || round > 1))
			break;
		pause_a_little(round);
		err = take_round(c, ctx, round, &now, ret_blind, p);
		if (!err)
			keep_common(ret, &now);
		differences_free(&now);
	}
	if (err) {
		differences_free(ret);
		look_free(ret_blind);
	}
	return err;
}
