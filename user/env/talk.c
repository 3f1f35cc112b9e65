/* SPDX-License-Identifier: GPL-2.0 */
#include "talk.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union control {
	struct cmsghdr head;
	char bytes[CMSG_SPACE(sizeof(int))];
};

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

int talk_receive(int sock, struct talk *talk, int *fd)
{
	union control control;
	struct iovec iov = { .iov_base = talk, .iov_len = sizeof(*talk) };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *head;
	ssize_t len;

	*fd = -1;
	do
		len = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
	while (len < 0 && errno == EINTR);
	if (len < 0)
		return -errno;
	head = CMSG_FIRSTHDR(&msg);
	if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS &&
	    head->cmsg_len == CMSG_LEN(sizeof(*fd)))
		memcpy(fd, CMSG_DATA(head), sizeof(*fd));
	if (len == sizeof(*talk)) {
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
