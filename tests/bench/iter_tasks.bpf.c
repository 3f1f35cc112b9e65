// SPDX-License-Identifier: GPL-2.0
/*
 * A BPF task iterator that gives pid and the ten inums of each task: as text, or with
 * -DBINARY as eleven numbers of 32 bits. The least that the kernel's own way of walking
 * tasks can do it with. bpftool pins it.
 *
 * Of each structure it names no more than it reads: where that is, is found when it is
 * loaded (CO-RE), so that no kernel's headers are needed.
 */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct ns_common {
	__u32 inum;
};

struct cgroup_namespace {
	struct ns_common ns;
};

struct ipc_namespace {
	struct ns_common ns;
};

struct mnt_namespace {
	struct ns_common ns;
};

struct net {
	struct ns_common ns;
};

struct pid_namespace {
	struct ns_common ns;
};

struct time_namespace {
	struct ns_common ns;
};

struct user_namespace {
	struct ns_common ns;
};

struct uts_namespace {
	struct ns_common ns;
};

struct nsproxy {
	struct cgroup_namespace *cgroup_ns;
	struct ipc_namespace *ipc_ns;
	struct mnt_namespace *mnt_ns;
	struct net *net_ns;
	struct pid_namespace *pid_ns_for_children;
	struct time_namespace *time_ns, *time_ns_for_children;
	struct uts_namespace *uts_ns;
};

struct upid {
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct cred {
	struct user_namespace *user_ns;
};

struct task_struct {
	int pid;
	struct nsproxy *nsproxy;
	struct pid *thread_pid;
	const struct cred *real_cred;
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

#pragma clang attribute pop

/* The verifier knows no array whose index it does not: that is read as memory. */
static __always_inline __u32 pid_ns_of(struct task_struct *task)
{
	struct pid_namespace *ns = NULL;
	struct pid *pid = NULL;
	__u32 inum = 0;
	__u64 at;

	bpf_core_read(&pid, sizeof(pid), &task->thread_pid);
	if (!pid)
		return 0;
	at = (__u64)pid + bpf_core_field_offset(struct pid, numbers) +
	     BPF_CORE_READ(pid, level) * bpf_core_type_size(struct upid) +
	     bpf_core_field_offset(struct upid, ns);
	bpf_probe_read_kernel(&ns, sizeof(ns), (void *)at);
	bpf_core_read(&inum, sizeof(inum), &ns->ns.inum);
	return inum;
}

SEC("iter/task")
int tasks(struct bpf_iter__task *context)
{
	struct seq_file *seq = context->meta->seq;
	struct task_struct *task = context->task;
	struct nsproxy *nsproxy;
	__u32 row[11] = {};

	if (!task)
		return 0;
	row[0] = task->pid;
	row[5] = pid_ns_of(task);
	row[9] = task->real_cred->user_ns->ns.inum;
	nsproxy = task->nsproxy;
	if (nsproxy) {
		row[1] = nsproxy->cgroup_ns->ns.inum;
		row[2] = nsproxy->ipc_ns->ns.inum;
		row[3] = nsproxy->mnt_ns->ns.inum;
		row[4] = nsproxy->net_ns->ns.inum;
		row[6] = nsproxy->pid_ns_for_children->ns.inum;
		row[7] = nsproxy->time_ns->ns.inum;
		row[8] = nsproxy->time_ns_for_children->ns.inum;
		row[10] = nsproxy->uts_ns->ns.inum;
	}
#ifdef BINARY
	bpf_seq_write(seq, row, sizeof(row));
#else
	BPF_SEQ_PRINTF(seq, "%u\t%u\t%u\t%u\t%u\t%u\t%u\t%u\t%u\t%u\t%u\n", row[0], row[1], row[2],
		       row[3], row[4], row[5], row[6], row[7], row[8], row[9], row[10]);
#endif
	return 0;
}

char _license[] SEC("license") = "GPL";
