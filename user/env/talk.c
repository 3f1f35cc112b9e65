/* SPDX-License-Identifier: GPL-2.0 */
#define _GNU_SOURCE
#include "talk.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union control {
	struct cmsghdr head;
	char bytes[CMSG_SPACE(sizeof(int))];
};

/* What comes in: also who it is from. */
union received {
	struct cmsghdr head;
	char bytes[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct ucred))];
};

int talk_pair(int pair[2])
{
	int on = 1, err;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	if (!setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)))
		return 0;
	err = -errno;
	close(pair[0]);
	close(pair[1]);
	return err;
}

static int send_one(int sock, const struct talk *talk, int fd)
{
	union control control = { .bytes = { 0 } };
	struct iovec iov = { .iov_base = (void *)talk, .iov_len = sizeof(*talk) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (fd >= 0) {
		struct cmsghdr *head;

		msg.msg_control = control.bytes;
		msg.msg_controllen = sizeof(control);
		head = CMSG_FIRSTHDR(&msg);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(sizeof(fd));
		memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	}
	while (sendmsg(sock, &msg, MSG_NOSIGNAL) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

int talk_send(int sock, enum talk_kind kind, int number, int fd)
{
	struct talk talk = { .kind = kind, .number = number };

	return send_one(sock, &talk, fd);
}

int talk_fail(int sock, enum talk_kind kind, int err, const struct problem *p)
{
	struct talk talk = { .kind = kind, .number = err, .problem = *p };

	return send_one(sock, &talk, -1);
}

/* Of several, which nobody is to send, there is room for two: none of them is taken. */
static bool take_descriptors(const struct cmsghdr *head, int *fd)
{
	const size_t n = (head->cmsg_len - CMSG_LEN(0)) / sizeof(*fd);
	size_t i;
	int one;

	for (i = 0; i < n; i++) {
		memcpy(&one, CMSG_DATA(head) + i * sizeof(one), sizeof(one));
		if (n == 1)
			*fd = one;
		else
			close(one);
	}
	return n <= 1;
}

/* False: it came with what is not to come. */
static bool take_control(struct msghdr *msg, struct talk *talk, int *fd)
{
	struct cmsghdr *head;
	struct ucred from;
	bool good = true;

	for (head = CMSG_FIRSTHDR(msg); head; head = CMSG_NXTHDR(msg, head)) {
		if (head->cmsg_level != SOL_SOCKET)
			continue;
		if (head->cmsg_type == SCM_RIGHTS)
			good &= take_descriptors(head, fd);
		if (head->cmsg_type == SCM_CREDENTIALS &&
		    head->cmsg_len == CMSG_LEN(sizeof(from))) {
			memcpy(&from, CMSG_DATA(head), sizeof(from));
			talk->from = from.pid;
		}
	}
	return good;
}

int talk_receive(int sock, struct talk *talk, int *fd)
{
	union received control;
	struct iovec iov = { .iov_base = talk, .iov_len = sizeof(*talk) };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control),
	};
	ssize_t len;
	bool good;

	*fd = -1;
	do
		len = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
	while (len < 0 && errno == EINTR);
	if (len < 0)
		return -errno;
	talk->from = 0;
	/* What there was no room for is cut off. */
	good = take_control(&msg, talk, fd) && !(msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC));
	if (len == sizeof(*talk) && good) {
		talk->problem.words[sizeof(talk->problem.words) - 1] = '\0';
		return 0;
	}
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	return len ? -EBADMSG : -EPIPE;
}

int talk_ask(int sock, enum talk_kind kind, int number, int *fd, struct problem *p)
{
	struct talk answer;
	int got = -1;
	int err = talk_send(sock, kind, number, -1);

	if (!err)
		err = talk_receive(sock, &answer, &got);
	if (err)
		return problem_set(p, err, "nsview has ended");
	if (fd)
		*fd = got;
	else if (got >= 0)
		close(got);
	if (answer.kind == TALK_GO)
		return 0;
	*p = answer.problem;
	return answer.number < 0 ? answer.number : -EIO;
}
