/* SPDX-License-Identifier: BSD-3-Clause */
/* A stack in a directory that lives for a moment; see run_stack.h. */
#include "ctl/run/run_stack.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "ctl/command/command.h"
#include "ctl/output/printable.h"
#include "shared/cleanup.h"

#define SERVICE "nsjailctl"

/* libpam takes '#' for a comment even between brackets. */
#define FORBIDDEN "#\\]\n"

static const char *const names[] = { SERVICE, "other" };

static int fault(const char *what, const char *reason)
{
	(void)fprintf(stderr, "nsjailctl run: %s: ", what);
	printable_write(stderr, reason);
	(void)fputc('\n', stderr);
	return -EINVAL;
}

static int file_write(int directory_fd, const char *name, const char *line)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	_cleanup_close_ int fd = openat(directory_fd, name, flags, 0600);

	return fd < 0 || dprintf(fd, "%s\n", line) < 0 ? -errno : 0;
}

static int files_write(const char *directory, const char *config_path)
{
	_cleanup_close_ int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_free_ char *line = NULL;
	int error;

	if (fd < 0)
		return -errno;
	if (asprintf(&line, "session required %s/pam_nsjail.so [conf=%s]", PAMDIR, config_path) < 0)
		return -ENOMEM;
	error = file_write(fd, SERVICE, line);
	return error < 0 ? error : file_write(fd, "other", "session required pam_deny.so");
}

static void files_remove(const char *directory)
{
	_cleanup_close_ int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (size_t i = 0; fd >= 0 && i < ARRAY_SIZE(names); i++)
		(void)unlinkat(fd, names[i], 0);
	(void)rmdir(directory);
}

/* pam_start(3) reads the whole stack, so its files are needed no longer. */
static int private_start(pam_handle_t **ret_pamh, const char *config_path, const char *user,
			 const struct pam_conv *conversation)
{
	char directory[] = "/run/nsjailctl.XXXXXX";
	int error;

	if (strpbrk(config_path, FORBIDDEN) != NULL)
		return fault("a PAM line can not hold this path", config_path);
	if (mkdtemp(directory) == NULL)
		return fault("no directory for a PAM stack in /run", strerror(errno));
	error = files_write(directory, config_path);
	if (error < 0)
		error = fault("no PAM stack", strerror(-error));
	else
		error = pam_start_confdir(SERVICE, user, conversation, directory, ret_pamh);
	files_remove(directory);
	return error;
}

int run_stack_start(pam_handle_t **ret_pamh, const struct ctl_options *options, const char *user,
		    const struct pam_conv *conversation)
{
	int result;

	if (options->service == NULL)
		result = private_start(ret_pamh, options->config_path, user, conversation);
	else if (strchr(options->service, '/') != NULL)
		result = fault("this can not be a service", options->service);
	else
		result = pam_start(options->service, user, conversation, ret_pamh);
	/* PAM's own results are positive. */
	if (result > 0)
		return fault("PAM does not start", pam_strerror(NULL, result));
	return result;
}
