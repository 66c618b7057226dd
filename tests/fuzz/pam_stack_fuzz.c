/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PAM files: up to three services, or one pam.conf, in a directory that is made for it; their text
 * lies in memory, behind links. The first byte of an input says which; NUL bytes part the files.
 * What nsjailctl would write into one is read again, and taken out again.
 */
#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/check/pam_files.h"
#include "ctl/check/pam_query.h"
#include "ctl/check/pam_stack.h"
#include "ctl/check/pam_steps.h"
#include "ctl/pam/pam_edit.h"
#include "ctl/pam/pam_mark.h"
#include "ctl/pam/pam_place.h"
#include "ctl/show/findings.h"
#include "shared/cleanup.h"

#define FILES 3

static const char *const names[FILES] = { "login", "common-session", "su" };
static char roots[2][64]; /* with pam.d, with pam.conf */
static int fds[FILES];
static char *texts[FILES];
static int conf_fd;

int __wrap_open(const char *path, int flags, ...);
int __real_open(const char *path, int flags, ...);

/* An include may name any path, but the machine's files are none of ours. */
int __wrap_open(const char *path, int flags, ...)
{
	for (size_t i = 0; i < ARRAY_SIZE(roots); i++)
		if (strncmp(path, roots[i], strlen(roots[i])) == 0 && strstr(path, "..") == NULL)
			return __real_open(path, flags);
	errno = ENOENT;
	return -1;
}

static void link_make(int fd, const char *directory, const char *name)
{
	char target[32], path[128];

	(void)snprintf(target, sizeof(target), "/proc/self/fd/%d", fd);
	(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	expect(symlink(target, path) == 0);
}

static void roots_remove(void)
{
	static const char *const parts[] = { "etc/pam.d/login",
					     "etc/pam.d/common-session",
					     "etc/pam.d/su",
					     "etc/pam.conf",
					     "etc/pam.d",
					     "etc",
					     "." };
	char path[128];

	for (size_t i = 0; i < ARRAY_SIZE(roots); i++)
		for (size_t k = 0; k < ARRAY_SIZE(parts); k++) {
			(void)snprintf(path, sizeof(path), "%s/%s", roots[i], parts[k]);
			if (k == ARRAY_SIZE(parts) - 1)
				(void)rmdir(roots[i]);
			else
				(void)remove(path);
		}
}

static void root_make(char *root, const char *below)
{
	char path[128];

	(void)strcpy(root, "/tmp/pam_nsjail_fuzz.XXXXXX");
	expect(mkdtemp(root) != NULL);
	(void)snprintf(path, sizeof(path), "%s/etc", root);
	expect(mkdir(path, 0755) == 0);
	(void)snprintf(path, sizeof(path), "%s/%s", root, below);
	expect(strcmp(below, "etc") == 0 || mkdir(path, 0755) == 0);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char directory[128];

	(void)argc;
	(void)argv;
	root_make(roots[0], "etc/pam.d");
	root_make(roots[1], "etc");
	expect(atexit(roots_remove) == 0);
	(void)snprintf(directory, sizeof(directory), "%s/etc/pam.d", roots[0]);
	for (size_t i = 0; i < FILES; i++) {
		fds[i] = memfd_create(names[i], MFD_CLOEXEC);
		expect(fds[i] >= 0);
		link_make(fds[i], directory, names[i]);
	}
	conf_fd = memfd_create("pam.conf", MFD_CLOEXEC);
	expect(conf_fd >= 0);
	(void)snprintf(directory, sizeof(directory), "%s/etc", roots[1]);
	link_make(conf_fd, directory, "pam.conf");
	return 0;
}

static void text_write(int fd, const uint8_t *bytes, size_t length)
{
	expect(ftruncate(fd, 0) == 0);
	expect(length == 0 || pwrite(fd, bytes, length, 0) == (ssize_t)length);
}

static void expect_stack(const struct pam_stack *stack)
{
	for (size_t i = 0; i < stack->line_count; i++) {
		expect(stack->lines[i].module != NULL && stack->lines[i].number > 0);
		expect(i == 0 || stack->lines[i].number > stack->lines[i - 1].number);
		for (size_t k = 0; k < stack->lines[i].argument_count; k++)
			expect(stack->lines[i].arguments[k] != NULL);
	}
}

static void steps_try(const struct pam_files *files, const struct pam_file *file,
		      struct findings *findings)
{
	_cleanup_pam_steps_ struct pam_steps steps = { 0 };

	expect_stack(&file->stack);
	expect(pam_steps_make(&steps, files, file, findings) == 0);
	for (size_t i = 0; i < steps.count && i < 64; i++) {
		const struct pam_step *skipper = pam_steps_skipper(&steps, i);

		expect(skipper == NULL || (skipper >= steps.list && skipper < steps.list + i));
	}
}

/* All other lines are understood as before, the last one jails, and the way back leads to the text.
 */
static void expect_edited(const struct pam_file *file, const char *text, const char *edited)
{
	_cleanup_pam_stack_ struct pam_stack stack = { 0 };
	_cleanup_free_ char *stripped = pam_mark_strip(edited);
	size_t length = strlen(text);

	expect(pam_stack_read(&stack, edited, strlen(edited), false) == 0);
	expect(stack.fault_count == file->stack.fault_count);
	expect(stack.line_count > file->stack.line_count);
	expect(strcmp(stack.lines[stack.line_count - 1].module, "pam_nsjail.so") == 0);
	expect(stack.lines[stack.line_count - 1].control == PAM_CONTROL_REQUIRED);
	expect(strncmp(stripped, text, length) == 0);
	expect(stripped[length] == '\0' || strcmp(stripped + length, "\n") == 0);
}

static void edit_try(const struct pam_files *files, const struct pam_file *file, const char *text,
		     struct findings *findings)
{
	_cleanup_pam_edit_ struct pam_edit edit = { 0 };
	_cleanup_free_ char *edited = NULL;
	const char *by = NULL, *fault = NULL;

	if (pam_place_find(files, file, &edit, &by, findings) != PAM_PLACE_FREE ||
	    pam_mark_is_in(text))
		return;
	edit.words = "";
	edited = pam_edit_apply(&edit, text, &fault);
	expect((edited == NULL) == (fault != NULL));
	if (edited != NULL)
		expect_edited(file, text, edited);
}

/* As each file was written. */
static void edits_try(const struct pam_files *files, struct findings *findings)
{
	for (size_t i = 0; i < FILES; i++) {
		const struct pam_file *file = pam_files_find(files, names[i]);

		edit_try(files, file, texts[i], findings);
		free(texts[i]);
		texts[i] = NULL;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_pam_files_ struct pam_files files = { .count = 0 };
	_cleanup_findings_ struct findings findings = { .count = 0 };
	struct fuzz_input input = { data, size };
	bool has_conf = (fuzz_byte(&input) & 1) != 0;
	size_t length;

	for (size_t i = 0; i < FILES && !has_conf; i++) {
		const uint8_t *part = fuzz_part(&input, '\0', &length);

		text_write(fds[i], part, length);
		texts[i] = strndup(length == 0 ? "" : (const char *)part, length);
		expect(texts[i] != NULL);
	}
	if (has_conf)
		text_write(conf_fd, input.data, input.left);
	expect(pam_files_read(&files, roots[has_conf], &findings) == 0);
	expect(has_conf || files.count >= FILES);
	for (size_t i = 0; i < files.count; i++)
		steps_try(&files, files.list[i], &findings);
	if (!has_conf)
		edits_try(&files, &findings);
	return 0;
}
