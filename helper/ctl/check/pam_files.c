/* SPDX-License-Identifier: BSD-3-Clause */
/* Files of pam.d and what they include; see pam_files.h. */
#include "ctl/check/pam_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "ctl/show/findings.h"
#include "shared/cleanup.h"

#define FILE_MAX (1024 * 1024)

static int file_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* The whole of a regular file of moderate size; the bytes are the caller's. */
static int bytes_read(const char *path, char **ret_bytes, size_t *ret_length)
{
	_cleanup_close_ int fd = file_open(path);
	_cleanup_free_ char *bytes = NULL;
	struct stat status;
	ssize_t length = 1;
	size_t used = 0;

	if (fd < 0)
		return fd;
	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode) || status.st_size > FILE_MAX)
		return S_ISDIR(status.st_mode) ? -EISDIR : -EINVAL;
	bytes = malloc((size_t)status.st_size + 1);
	if (bytes == NULL)
		return -ENOMEM;
	while (used < (size_t)status.st_size && length > 0) {
		length = read(fd, bytes + used, (size_t)status.st_size - used);
		used += length > 0 ? (size_t)length : 0;
	}
	*ret_bytes = TAKE_PTR(bytes);
	*ret_length = used;
	return 0;
}

static void file_free(struct pam_file *file)
{
	pam_stack_clear(&file->stack);
	free(file->name);
	free(file->path);
	free(file);
}

/* An entry of the list for a file that is not in it yet; or NULL without memory. */
static struct pam_file *file_add(struct pam_files *files, const char *name, const char *path)
{
	struct pam_file **grown =
		reallocarray(files->list, files->count + 1, sizeof(struct pam_file *));
	struct pam_file *file = calloc(1, sizeof(*file));

	if (grown != NULL)
		files->list = grown;
	if (grown == NULL || file == NULL) {
		free(file);
		return NULL;
	}
	file->name = strdup(name);
	file->path = strdup(path);
	if (file->name != NULL && file->path != NULL) {
		grown[files->count++] = file;
		return file;
	}
	file_free(file);
	return NULL;
}

static void faults_tell(const struct pam_file *file, struct findings *findings)
{
	for (size_t i = 0; i < file->stack.fault_count; i++) {
		_cleanup_free_ char *where = NULL;

		if (asprintf(&where, "%s:%u", file->path, file->stack.faults[i].number) < 0)
			where = NULL;
		findings_add(findings, SEVERITY_ERROR, where, "see pam.d(5)",
			     "libpam refuses the service: %s", file->stack.faults[i].text);
	}
}

/* Reads the file at path into the list. 0 or -errno. */
static int file_load(struct pam_files *files, const char *name, const char *path, bool has_service,
		     struct findings *findings)
{
	_cleanup_free_ char *bytes = NULL;
	size_t length = 0;
	struct pam_file *file;
	int error = bytes_read(path, &bytes, &length);

	if (error < 0)
		return error;
	file = file_add(files, name, path);
	if (file == NULL)
		return -ENOMEM;
	error = pam_stack_read(&file->stack, bytes, length, has_service);
	faults_tell(file, findings);
	return error;
}

struct pam_file *pam_files_find(const struct pam_files *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++)
		if (strcmp(files->list[i]->name, name) == 0)
			return files->list[i];
	return NULL;
}

/* What editors and package managers leave beside a file is no service. */
static bool is_service_name(const char *name)
{
	static const char *const marks[] = { ".dpkg-", ".ucf-", ".rpm",	 ".bak",
					     ".old",   ".orig", ".save", "~" };

	if (name[0] == '.')
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (strstr(name, marks[i]) != NULL)
			return false;
	return true;
}

static int directory_load(struct pam_files *files, const char *directory, struct findings *findings)
{
	_cleanup_closedir_ DIR *stream = opendir(directory);
	const struct dirent *entry;

	if (stream == NULL)
		return -errno;
	while ((entry = readdir(stream)) != NULL) {
		_cleanup_free_ char *path = NULL;
		int error;

		if (!is_service_name(entry->d_name) || pam_files_find(files, entry->d_name) != NULL)
			continue;
		if (asprintf(&path, "%s/%s", directory, entry->d_name) < 0)
			return -ENOMEM;
		error = file_load(files, entry->d_name, path, false, findings);
		if (error < 0 && error != -EISDIR)
			findings_add(findings, SEVERITY_ERROR, path, NULL, "can not be read: %s",
				     strerror(-error));
	}
	return 0;
}

static int by_path(const void *a, const void *b)
{
	const struct pam_file *const *left = a, *const *right = b;

	return strcmp((*left)->path, (*right)->path);
}

/* Marks what others include, reading what lies elsewhere. */
static void includes_mark(struct pam_files *files, struct findings *findings)
{
	for (size_t i = 0; i < files->count; i++) {
		const struct pam_stack *stack = &files->list[i]->stack;

		for (size_t k = 0; k < stack->line_count; k++) {
			const struct pam_line *line = &stack->lines[k];
			struct pam_file *file;

			if (line->control != PAM_CONTROL_INCLUDE &&
			    line->control != PAM_CONTROL_SUBSTACK)
				continue;
			if (line->module[0] == '/' && pam_files_find(files, line->module) == NULL)
				(void)file_load(files, line->module, line->module, false, findings);
			file = pam_files_find(files, line->module);
			if (file != NULL)
				file->is_included = true;
		}
	}
}

/*
 * In pam.conf every line names its service: each gets a file of its own in the list. The lines are
 * taken off the whole first, because "[]" is a service with the whole's own name.
 */
static int pam_conf_split(struct pam_files *files)
{
	const char *path = files->list[0]->path;
	_cleanup_pam_stack_ struct pam_stack whole = files->list[0]->stack;

	files->list[0]->stack = (struct pam_stack){ 0 };
	for (size_t i = 0; i < whole.line_count; i++) {
		struct pam_line *line = &whole.lines[i];
		struct pam_file *file = pam_files_find(files, line->service);
		struct pam_line *grown;

		if (file == NULL)
			file = file_add(files, line->service, path);
		if (file == NULL)
			return -ENOMEM;
		grown = reallocarray(file->stack.lines, file->stack.line_count + 1, sizeof(*grown));
		if (grown == NULL)
			return -ENOMEM;
		file->stack.lines = grown;
		grown[file->stack.line_count++] = *line;
		*line = (struct pam_line){ .module = NULL };
	}
	return 0;
}

static int pam_conf_load(struct pam_files *files, const char *root, struct findings *findings)
{
	_cleanup_free_ char *path = NULL;
	int error;

	if (asprintf(&path, "%s/etc/pam.conf", root) < 0)
		return -ENOMEM;
	error = file_load(files, "", path, true, findings);
	return error < 0 ? error : pam_conf_split(files);
}

static int directories_load(struct pam_files *files, const char *root, struct findings *findings)
{
	static const char *const directories[] = { "etc/pam.d", "usr/lib/pam.d" };
	int result = -ENOENT;

	for (size_t i = 0; i < ARRAY_SIZE(directories); i++) {
		_cleanup_free_ char *path = NULL;
		int error;

		if (asprintf(&path, "%s/%s", root, directories[i]) < 0)
			return -ENOMEM;
		error = directory_load(files, path, findings);
		if (error < 0 && error != -ENOENT)
			return error;
		result = error == 0 ? 0 : result;
	}
	return result;
}

int pam_files_read(struct pam_files *ret_files, const char *root, struct findings *findings)
{
	_cleanup_pam_files_ struct pam_files files = { .count = 0 };
	int error = directories_load(&files, root, findings);

	/* libpam does not look at pam.conf where there is a pam.d. */
	if (error == -ENOENT)
		error = pam_conf_load(&files, root, findings);
	if (error < 0)
		return error;
	includes_mark(&files, findings);
	if (files.count > 0)
		qsort(files.list, files.count, sizeof(struct pam_file *), by_path);
	*ret_files = files;
	files = (struct pam_files){ 0 };
	return 0;
}

void pam_files_clear(struct pam_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		file_free(files->list[i]);
	free(files->list);
	*files = (struct pam_files){ 0 };
}
