/* SPDX-License-Identifier: BSD-3-Clause */
/* The way of an administrator into a jail; see enter_join.h. */
#include "ctl/enter/enter_join.h"

#include <linux/keyctl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "account.h"
#include "caller_loader.h"
#include "confine.h"
#include "ctl/list/keeper_call.h"
#include "ctl/list/keepers.h"
#include "namespace_join.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/message.h"

#define ANSWER_TIMEOUT_MS 5000

int enter_account(struct request *request, const struct kept_jail *jail, struct reason *reason)
{
	int error;

	if (jail->health != KEEPER_ANSWERED)
		return reason_add(reason, 0, "the keeper of jail '%s' does not answer", jail->name);
	error = account_find(request, jail->user, reason);
	if (error == 0 && request->uid != jail->uid)
		return reason_add(reason, 0, "user '%s' has another uid than his jail", jail->user);
	return error;
}

/* The administrator's keys are not for what runs in there. */
static int keyring_leave(struct reason *reason)
{
	long serial = syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);

	return serial < 0 && errno != ENOSYS ? reason_add(reason, errno, "the session keyring") : 0;
}

static int label_make(struct session_label *label, struct reason *reason)
{
	*label = (struct session_label){ .service = "nsjailctl" };
	if (getrandom(&label->session_id, sizeof(label->session_id), 0) !=
	    (ssize_t)sizeof(label->session_id))
		return reason_add(reason, errno, "no random number");
	return 0;
}

static int keeper_ask(struct enter_join *join, const struct kept_jail *jail, int *ret_init_fd,
		      struct reason *reason)
{
	char words[256];
	struct session_label label;
	int error = label_make(&label, reason);

	if (error < 0)
		return error;
	error = keeper_call_enter(jail->name, KEEPERS_DIRECTORY, &label,
				  boottime_ms() + ANSWER_TIMEOUT_MS, &join->verdict, ret_init_fd,
				  &join->socket_fd, words, sizeof(words));
	if (error < 0 && words[0] != '\0')
		return reason_add(reason, 0, "jail '%s': %s", jail->name, words);
	return error < 0 ? reason_add(reason, -error, "jail '%s'", jail->name) : 0;
}

static int joined_say(const struct enter_join *join, struct reason *reason)
{
	uint8_t word[16];
	ssize_t length = word_encode(MESSAGE_JOINED, word, sizeof(word));
	int error = length < 0 ? (int)length
			       : message_send(join->socket_fd, word, (size_t)length, NULL, 0);

	return error < 0 ? reason_add(reason, -error, "the keeper can not be told") : 0;
}

/* As the module does it. */
static int go_inside(struct namespace_join *namespaces, struct enter_join *join, int init_fd,
		     struct reason *reason)
{
	struct caller_loader loader;
	const struct confinement confinement = { &join->verdict, &loader, getuid() };
	int error = namespace_join_hold(namespaces, &join->verdict, reason);

	if (error == 0)
		error = confine_name_service(reason);
	if (error == 0)
		error = caller_loader_look(&loader, reason);
	if (error == 0)
		error = namespace_join_enter(namespaces, init_fd, reason);
	if (error == 0)
		error = namespace_join_become(namespaces, reason);
	if (error == 0)
		error = confine_process(&confinement, reason);
	return error < 0 ? error : joined_say(join, reason);
}

int enter_join(struct enter_join *ret_join, const struct kept_jail *jail, struct reason *reason)
{
	struct enter_join join = { .socket_fd = NO_FD };
	struct namespace_join namespaces;
	_cleanup_close_ int init_fd = NO_FD;
	int error;

	namespace_join_init(&namespaces);
	(void)umask(022);
	error = namespace_join_prepare(&namespaces, reason);
	if (error == 0)
		error = namespace_join_look(&namespaces, reason);
	if (error == 0)
		error = confine_check_caller(reason);
	if (error == 0)
		error = keyring_leave(reason);
	if (error == 0)
		error = keeper_ask(&join, jail, &init_fd, reason);
	if (error == 0)
		error = go_inside(&namespaces, &join, init_fd, reason);
	namespace_join_clear(&namespaces);
	if (error == 0)
		*ret_join = join;
	else
		cleanup_close(&join.socket_fd);
	return error;
}
