/* SPDX-License-Identifier: GPL-2.0 */
/* Whose a cgroup is by its path, in the forms that are met on real hosts, and in hostile ones. */
#include "common.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "view/owner.h"

#define HEX64 "09d185410c4e25236cc24717f881589bb0978b24eafd101624e627a4dd8d3439"
#define POD "a5c1f8d5_1919_434d_add7_4afaafdaef89"
#define PODS "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" POD ".slice"
#define USER "/user.slice/user-1000.slice/user@1000.service"

static const struct {
	const char *path;
	enum owner_kind kind;
	const char *name;
	const char *id;
	const char *pod; /* NULL: in none */
	const char *to; /* the path as far as it is the owner's own; NULL: all of it */
} cases[] = {
	/* docker, with systemd, without, rootless, and one in another */
	{ "/system.slice/docker-" HEX64 ".scope", OWNER_CONTAINER, "docker 09d185410c4e", HEX64,
	  NULL, NULL },
	{ "/docker/" HEX64, OWNER_CONTAINER, "docker 09d185410c4e", HEX64, NULL, NULL },
	{ "/docker/" HEX64 "/init.scope", OWNER_CONTAINER, "docker 09d185410c4e", HEX64, NULL,
	  "/docker/" HEX64 },
	{ USER "/user.slice/docker-" HEX64 ".scope", OWNER_CONTAINER,
	  "docker 09d185410c4e of user@1000", HEX64, NULL, NULL },
	{ "/docker/" HEX64 "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod" POD
	  ".slice/crio-" HEX64 ".scope",
	  OWNER_CONTAINER, "docker 09d185410c4e", HEX64, NULL, "/docker/" HEX64 },
	{ "/docker/buildkit/9mfwhl4wnu3m1l2qwbk5qi7wa", OWNER_CONTAINER,
	  "buildkit 9mfwhl4wnu3m1l2qwbk5qi7wa", "9mfwhl4wnu3m1l2qwbk5qi7wa", NULL, NULL },
	/* Kubernetes: containerd and CRI-O, systemd and cgroupfs, docker of old, kind */
	{ PODS "/cri-containerd-" HEX64 ".scope", OWNER_CONTAINER, "containerd 09d185410c4e", HEX64,
	  "a5c1f8d5-1919-434d-add7-4afaafdaef89", NULL },
	{ PODS "/cri-containerd-" HEX64 ".scope/system.slice/cron.service", OWNER_CONTAINER,
	  "containerd 09d185410c4e", HEX64, "a5c1f8d5-1919-434d-add7-4afaafdaef89",
	  PODS "/cri-containerd-" HEX64 ".scope" },
	{ PODS "/crio-" HEX64 ".scope", OWNER_CONTAINER, "cri-o 09d185410c4e", HEX64,
	  "a5c1f8d5-1919-434d-add7-4afaafdaef89", NULL },
	{ PODS "/crio-conmon-" HEX64 ".scope", OWNER_CONTAINER, "cri-o 09d185410c4e, monitor",
	  HEX64, "a5c1f8d5-1919-434d-add7-4afaafdaef89", NULL },
	{ PODS, OWNER_POD, "pod a5c1f8d5", "a5c1f8d5-1919-434d-add7-4afaafdaef89",
	  "a5c1f8d5-1919-434d-add7-4afaafdaef89", NULL },
	{ "/kubepods.slice/kubepods-pod03f3f104_3215_44f2_9686_d4dd1f05a7ed.slice/docker-" HEX64
	  ".scope",
	  OWNER_CONTAINER, "docker 09d185410c4e", HEX64, "03f3f104-3215-44f2-9686-d4dd1f05a7ed",
	  NULL },
	{ "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort.slice/"
	  "kubelet-kubepods-besteffort-pod" POD ".slice/cri-containerd-" HEX64 ".scope",
	  OWNER_CONTAINER, "containerd 09d185410c4e", HEX64, "a5c1f8d5-1919-434d-add7-4afaafdaef89",
	  NULL },
	{ "/kubepods/burstable/pod187bff14cccb94f179e943eacce55bb3/" HEX64, OWNER_CONTAINER,
	  "container 09d185410c4e", HEX64, "187bff14cccb94f179e943eacce55bb3", NULL },
	{ "/kubepods/besteffort/pod187bff14-cccb-94f1-79e9-43eacce55bb3/crio-" HEX64,
	  OWNER_CONTAINER, "cri-o 09d185410c4e", HEX64, "187bff14-cccb-94f1-79e9-43eacce55bb3",
	  NULL },
	{ "/kubepods/pod187bff14-cccb-94f1-79e9-43eacce55bb3", OWNER_POD, "pod 187bff14",
	  "187bff14-cccb-94f1-79e9-43eacce55bb3", "187bff14-cccb-94f1-79e9-43eacce55bb3", NULL },
	{ "/system.slice/containerd.service/kubepods-burstable-pod" POD
	  ".slice:cri-containerd:" HEX64,
	  OWNER_CONTAINER, "containerd 09d185410c4e", HEX64, NULL, NULL },
	{ "/default/" HEX64, OWNER_CONTAINER, "containerd 09d185410c4e", HEX64, NULL, NULL },
	{ "/system.slice/nerdctl-" HEX64 ".scope", OWNER_CONTAINER, "containerd 09d185410c4e",
	  HEX64, NULL, NULL },
	/* podman: root, cgroupfs, pods, rootless, split */
	{ "/machine.slice/libpod-" HEX64 ".scope", OWNER_CONTAINER, "podman 09d185410c4e", HEX64,
	  NULL, NULL },
	{ "/machine.slice/libpod-" HEX64 ".scope/container", OWNER_CONTAINER, "podman 09d185410c4e",
	  HEX64, NULL, "/machine.slice/libpod-" HEX64 ".scope" },
	{ "/machine.slice/libpod-conmon-" HEX64 ".scope", OWNER_CONTAINER,
	  "podman 09d185410c4e, monitor", HEX64, NULL, NULL },
	{ "/libpod_parent/libpod-" HEX64, OWNER_CONTAINER, "podman 09d185410c4e", HEX64, NULL,
	  NULL },
	{ "/libpod_parent/" HEX64 "/ctr", OWNER_CONTAINER, "podman 09d185410c4e", HEX64, NULL,
	  "/libpod_parent/" HEX64 },
	{ "/machine.slice/machine-libpod_pod_" HEX64 ".slice/libpod-" HEX64 ".scope",
	  OWNER_CONTAINER, "podman 09d185410c4e", HEX64, HEX64, NULL },
	{ "/machine.slice/machine-libpod_pod_" HEX64 ".slice", OWNER_POD, "pod 09d185410c4e", HEX64,
	  HEX64, NULL },
	{ USER "/user.slice/libpod-" HEX64 ".scope/container", OWNER_CONTAINER,
	  "podman 09d185410c4e of user@1000", HEX64, NULL,
	  USER "/user.slice/libpod-" HEX64 ".scope" },
	{ USER "/user.slice/user-libpod_pod_" HEX64 ".slice/libpod-" HEX64 ".scope",
	  OWNER_CONTAINER, "podman 09d185410c4e of user@1000", HEX64, HEX64, NULL },
	{ "/system.slice/web.service/libpod-payload-" HEX64, OWNER_CONTAINER, "podman 09d185410c4e",
	  HEX64, NULL, NULL },
	/* LXC, LXD and Incus, before 3.1 and after; Proxmox */
	{ "/lxc.payload.c1", OWNER_CONTAINER, "lxc c1", "c1", NULL, NULL },
	{ "/lxc.payload.web_c1/system.slice/ssh.service", OWNER_CONTAINER, "lxc web_c1", "web_c1",
	  NULL, "/lxc.payload.web_c1" },
	{ "/lxc.monitor.c1", OWNER_CONTAINER, "lxc c1, monitor", "c1", NULL, NULL },
	{ "/lxc.payload/t5", OWNER_CONTAINER, "lxc t5", "t5", NULL, NULL },
	{ "/lxc.monitor/t5", OWNER_CONTAINER, "lxc t5, monitor", "t5", NULL, NULL },
	{ "/lxc/101/ns/init.scope", OWNER_CONTAINER, "lxc 101", "101", NULL, "/lxc/101" },
	{ "/lxc/x1/system.slice/snapd.service", OWNER_CONTAINER, "lxc x1", "x1", NULL, "/lxc/x1" },
	/* machines */
	{ "/machine.slice/systemd-nspawn@dev\\x2dweb.service/payload/system.slice/cron.service",
	  OWNER_MACHINE, "nspawn dev-web", "dev-web", NULL,
	  "/machine.slice/systemd-nspawn@dev\\x2dweb.service" },
	{ "/machine.slice/systemd-nspawn@web.service/supervisor", OWNER_MACHINE,
	  "nspawn web, monitor", "web", NULL, "/machine.slice/systemd-nspawn@web.service" },
	{ "/machine.slice/systemd-nspawn@web.service/supervisors", OWNER_MACHINE, "nspawn web",
	  "web", NULL, "/machine.slice/systemd-nspawn@web.service" },
	{ "/machine.slice/machine-rawhide.scope/payload/init.scope", OWNER_MACHINE,
	  "machine rawhide", "rawhide", NULL, "/machine.slice/machine-rawhide.scope" },
	{ "/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator", OWNER_MACHINE,
	  "machine qemu-1-vm", "qemu-1-vm", NULL,
	  "/machine.slice/machine-qemu\\x2d1\\x2dvm.scope" },
	{ "/machine/lxc-1268-sl.libvirt-lxc", OWNER_MACHINE, "libvirt lxc-1268-sl", "lxc-1268-sl",
	  NULL, NULL },
	/* systemd */
	{ "/init.scope", OWNER_UNIT, "init.scope", "init.scope", NULL, NULL },
	{ "/system.slice/ssh.service", OWNER_UNIT, "ssh.service", "ssh.service", NULL, NULL },
	{ "/system.slice/system-getty.slice/getty@tty1.service", OWNER_UNIT, "getty@tty1.service",
	  "getty@tty1.service", NULL, NULL },
	{ "/system.slice/dbus.socket", OWNER_UNIT, "dbus.socket", "dbus.socket", NULL, NULL },
	{ "/system.slice/mycool.service/supervisor", OWNER_UNIT, "mycool.service", "mycool.service",
	  NULL, "/system.slice/mycool.service" },
	{ "/user.slice/user-1000.slice/session-3.scope", OWNER_SESSION, "session 3", "3", NULL,
	  NULL },
	{ USER "/init.scope", OWNER_USER, "user@1000.service", "user@1000.service", NULL, USER },
	{ USER "/app.slice/app-gnome-term-4711.scope", OWNER_UNIT,
	  "app-gnome-term-4711.scope of user@1000", "app-gnome-term-4711.scope", NULL, NULL },
	/* whose manager it is below; and one that only is called so */
	{ USER "/app.slice/session-9.scope", OWNER_SESSION, "session 9 of user@1000", "9", NULL,
	  NULL },
	{ USER "/libpod-conmon-" HEX64 ".scope", OWNER_CONTAINER,
	  "podman 09d185410c4e of user@1000, monitor", HEX64, NULL, NULL },
	{ USER "/user@0.service/dbus.service", OWNER_UNIT, "dbus.service of user@1000",
	  "dbus.service", NULL, NULL },
	{ "/system.slice/x.service/user@0.service/dbus.service", OWNER_UNIT, "x.service",
	  "x.service", NULL, "/system.slice/x.service" },
	/* nsview's own, and one below it */
	{ "/nsview/web", OWNER_ENVIRONMENT, "environment web", "web", NULL, NULL },
	{ "/nsview/web/docker/" HEX64, OWNER_ENVIRONMENT, "environment web", "web", NULL,
	  "/nsview/web" },
	/* what only is called like one, where the tool makes none */
	{ USER "/nsview/web", OWNER_USER, "user@1000.service", "user@1000.service", NULL, USER },
	{ USER "/nsview/docker-" HEX64 ".scope", OWNER_CONTAINER,
	  "docker 09d185410c4e of user@1000", HEX64, NULL, NULL },
	{ "/system.slice/nsview/web", OWNER_NONE, "", "", NULL, "" },
	/* within a container nobody passes for somebody else */
	{ "/docker/" HEX64 "/nsview/web", OWNER_CONTAINER, "docker 09d185410c4e", HEX64, NULL,
	  "/docker/" HEX64 },
	/* nobody's */
	{ NULL, OWNER_NONE, "", "", NULL, "" },
	{ "", OWNER_NONE, "", "", NULL, "" },
	{ "/", OWNER_NONE, "", "", NULL, "" },
	{ "////", OWNER_NONE, "", "", NULL, "" },
	{ "/nsview", OWNER_NONE, "", "", NULL, "" },
	{ "/nsview/", OWNER_NONE, "", "", NULL, "" },
	{ "/system.slice", OWNER_NONE, "", "", NULL, "" },
	{ "/docker", OWNER_NONE, "", "", NULL, "" },
	{ "/docker/x", OWNER_NONE, "", "", NULL, "" },
	{ "/xdocker/web", OWNER_NONE, "", "", NULL, "" },
	{ "/lxc.payload.", OWNER_NONE, "", "", NULL, "" },
	{ "/docker-.scope", OWNER_UNIT, "docker-.scope", "docker-.scope", NULL, NULL },
	{ "/docker-09d18541.scope", OWNER_UNIT, "docker-09d18541.scope", "docker-09d18541.scope",
	  NULL, NULL },
	{ "/libpod-09d185410c4X", OWNER_NONE, "", "", NULL, "" },
	{ "/.service", OWNER_NONE, "", "", NULL, "" },
	{ "/service", OWNER_NONE, "", "", NULL, "" },
	/* hostile ids: none is cut out of its place, and no byte 0 comes from \x00 */
	{ "/lxc.payload.\033[31mred", OWNER_CONTAINER, "lxc \033[31mred", "\033[31mred", NULL,
	  NULL },
	{ "/machine.slice/machine-a\\x00b\\x.scope", OWNER_MACHINE, "machine a\\x00b\\x",
	  "a\\x00b\\x", NULL, NULL },
	{ "/machine.slice/machine-\\x2e\\x2e\\x2fetc.scope", OWNER_MACHINE, "machine ../etc",
	  "../etc", NULL, NULL },
	{ "/system.slice//docker-" HEX64 ".scope//", OWNER_CONTAINER, "docker 09d185410c4e", HEX64,
	  NULL, "/system.slice//docker-" HEX64 ".scope" },
};

static void check_text(const char *path, const char *what, const char *got, const char *expected)
{
	if (strcmp(got, expected))
		fail_msg("%s: %s is '%s', not '%s'", path ? path : "NULL", what, got, expected);
}

static size_t parts_of(const char *path, size_t len)
{
	size_t i, n = 0;

	for (i = 0; i < len; i++)
		n += path[i] == '/' && (i + 1 < len && path[i + 1] != '/');
	return n;
}

static void test_paths(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *path = cases[i].path, *to = cases[i].to ? cases[i].to : path;
		_cleanup_text_ struct text name = { 0 }, id = { 0 }, pod = { 0 };
		struct owner o;

		assert_int_equal(owner_of(path, &o), cases[i].kind != OWNER_NONE);
		check_text(path, "kind", owner_kinds[o.kind], owner_kinds[cases[i].kind]);
		owner_put_name(&name, &o);
		check_text(path, "name", text_str(&name), cases[i].name);
		owner_put_id(&id, &o);
		check_text(path, "id", text_str(&id), cases[i].id);
		assert_int_equal(!o.pod, !cases[i].pod);
		owner_put_pod(&pod, &o);
		check_text(path, "pod", text_str(&pod), cases[i].pod ? cases[i].pod : "");
		assert_int_equal(o.path_len, strlen(to));
		assert_int_equal(o.depth, parts_of(to, strlen(to)));
	}
}

/* As long as anybody may make it: a path of 100,000 parts, and a name of as many bytes. */
static void test_long(void **state)
{
	_cleanup_text_ struct text deep = { 0 }, wide = { 0 }, name = { 0 };
	struct owner o;
	size_t i;

	(void)state;
	text_puts(&wide, "/lxc.payload.");
	for (i = 0; i < 100000; i++) {
		text_puts(&deep, "/docker");
		text_putc(&wide, (char)('a' + i % 26));
	}
	assert_false(owner_of(deep.s, &o));
	text_puts(&deep, "/" HEX64);
	assert_true(owner_of(deep.s, &o));
	assert_int_equal(o.depth, 100001);
	assert_true(owner_of(wide.s, &o));
	owner_put_name(&name, &o);
	assert_int_equal(name.len, 100004);
}

/* Version 2 has the task at the top; the hierarchy of a controller tells, and a list of them. */
static void test_version_1(void **state)
{
	struct cgroup cgroups[] = { { .hierarchy = 0, .path = "/" },
				    { .hierarchy = 3, .id = 7, .path = "/system.slice/a.service" },
				    { .hierarchy = 4, .id = 7, .path = "/docker/" HEX64 } };
	struct member members[] = { { .path = "/user.slice" }, { .path = "/lxc/c1" } };
	struct host h = { .cgroups = cgroups, .n_cgroups = ARRAY_SIZE(cgroups) };
	struct task t = { .cgroup = &cgroups[0] };
	struct ns ns = { .eldest = &t };
	struct owner o, other;
	size_t i;

	(void)state;
	assert_int_equal(map_add(&h.by_cgroup, 3, 7, 1), 0);
	assert_int_equal(map_add(&h.by_cgroup, 4, 7, 2), 0);
	assert_false(owner_of_task(&h, &t, &o));
	t.cgroups_v1 = "2:9,3:7,,4:";
	assert_true(owner_of_task(&h, &t, &o));
	assert_int_equal(o.kind, OWNER_UNIT);
	t.cgroups_v1 = "3:7,4:7";
	assert_true(owner_of_task(&h, &t, &o));
	assert_int_equal(o.kind, OWNER_CONTAINER);
	assert_true(owner_of_ns(&h, &ns, &other));
	assert_true(owner_same(&o, &other));
	members[0].next = &members[1];
	t.members = members;
	t.cgroups_v1 = NULL;
	assert_true(owner_of_task(&h, &t, &other));
	assert_string_equal(other.maker, "lxc");
	assert_false(owner_same(&o, &other));
	assert_true(owner_of("/system.slice/dbus.service", &o));
	assert_true(owner_of("/system.slice/dbus.service/below", &other));
	assert_true(owner_same(&o, &other));
	assert_true(owner_of("/user.slice/user@1000.service/dbus.service", &other));
	assert_false(owner_same(&o, &other));
	assert_false(owner_of_ns(&h, NULL, &o));
	map_free(&h.by_cgroup);
	for (i = 0; i < ARRAY_SIZE(cgroups); i++)
		free(cgroups[i].owner);
}

/* Two that are called the same, of the system and of a user, are not the same. */
static void test_users(void **state)
{
	struct owner system, user, other;

	(void)state;
	assert_true(owner_of("/system.slice/dbus.service", &system));
	assert_true(owner_of(USER "/dbus.service", &user));
	assert_true(owner_of(USER "/app.slice/dbus.service", &other));
	assert_false(owner_same(&system, &user));
	assert_true(owner_same(&user, &other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_version_1),
		cmocka_unit_test(test_users),
	};

	return cmocka_run_group_tests_name("owner", tests, NULL, NULL);
}
