/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names, paths, tokens, addresses and lists of mounts as they come from accounts and configuration.
 * safe_path walks a file system that is made up here (the linker's --wrap): what each component is
 * comes from the input, too. The first byte of an input says who is asked.
 */
#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/tokens.h"
#include "plan/ip_range.h"
#include "plan/jail_plan.h"
#include "plan/mount_list.h"
#include "plan/path_form.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "shared/safe_path.h"
#include "shared/user_name.h"
#include "system/report.h"

/* The made-up file system */

enum component_kind { GOOD_DIRECTORY, GOOD_FILE, FIFO, FOREIGN, WRITABLE, LINK, MISSING, LOOP };

static struct {
	const char *path;	 /* what is walked */
	size_t place;		 /* how far */
	struct fuzz_input kinds; /* of the components to come */
	enum component_kind latest;
	bool was_bad;
	int open_count;
} world;

static const mode_t modes[] = {
	[GOOD_DIRECTORY] = S_IFDIR | 0755, [GOOD_FILE] = S_IFREG | 0644, [FOREIGN] = S_IFDIR | 0755,
	[WRITABLE] = S_IFDIR | 01777,	   [LINK] = S_IFLNK | 0777,	 [FIFO] = S_IFIFO | 0600,
};

int __wrap_openat(int parent_fd, const char *name, int flags, ...);
int __wrap_fstat(int fd, struct stat *status);
int __wrap_close(int fd);
int __real_close(int fd);

#define FIRST_FD 1000000 /* no real one is as high */

/* Each component in its turn, by itself, without following. */
int __wrap_openat(int parent_fd, const char *name, int flags, ...)
{
	size_t length = strlen(name);

	expect((flags & O_NOFOLLOW) != 0 && (flags & O_CLOEXEC) != 0);
	expect((flags & O_PATH) != 0 ||
	       (flags & (O_NONBLOCK | O_NOCTTY)) == (O_NONBLOCK | O_NOCTTY));
	expect((flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) == 0);
	if (strcmp(name, "/") != 0) {
		expect(parent_fd >= FIRST_FD);
		expect(strchr(name, '/') == NULL && strcmp(name, ".") != 0 &&
		       strcmp(name, "..") != 0);
		world.place += strspn(world.path + world.place, "/");
		expect(strncmp(world.path + world.place, name, length) == 0);
		world.place += length;
		expect(world.path[world.place] == '/' || world.path[world.place] == '\0');
	}
	expect(!world.was_bad);
	if (strcmp(name, "/") != 0 && world.latest != GOOD_DIRECTORY) {
		errno = ENOTDIR;
		return -1;
	}
	world.latest = fuzz_byte(&world.kinds) % (LOOP + 1);
	world.was_bad = world.latest >= FOREIGN;
	if (world.latest >= MISSING) {
		errno = world.latest == MISSING ? ENOENT : ELOOP;
		return -1;
	}
	return FIRST_FD + world.open_count++;
}

int __wrap_fstat(int fd, struct stat *status)
{
	expect(fd >= FIRST_FD);
	*status = (struct stat){
		.st_mode = modes[world.latest],
		.st_uid = world.latest == FOREIGN ? 1000 : 0,
	};
	return 0;
}

int __wrap_close(int fd)
{
	if (fd < FIRST_FD)
		return __real_close(fd);
	world.open_count--;
	return 0;
}

static void try_safe_path(struct fuzz_input input)
{
	_cleanup_free_ char *path = fuzz_string(&input);
	bool wants_file = (fuzz_byte(&input) & 1) != 0;
	struct safe_path_fault fault = { .reason = NULL };
	int fd;

	memset(&world, 0, sizeof(world));
	world.path = path;
	world.kinds = input;
	fd = wants_file ? safe_path_open_file(path, &fault) : safe_path_open(path, &fault);
	if (fd < 0) {
		expect(fault.reason != NULL && fault.reason[0] != '\0');
		expect(world.open_count == 0);
		return;
	}
	expect(!world.was_bad && path[0] == '/' && world.open_count == 1);
	expect(path[world.place + strspn(path + world.place, "/")] == '\0');
	expect(!wants_file || world.latest == GOOD_FILE);
}

/* Names and tokens */

static void try_user_name(struct fuzz_input input)
{
	_cleanup_free_ char *name = fuzz_string(&input);

	if (!user_name_is_valid(name))
		return;
	expect(name[0] != '\0' && strlen(name) <= NAME_MAX);
	expect(strpbrk(name, "/ \t\n\r\\%*?[]{}()<>|&;'\"`!:=,#~^") == NULL);
	expect(name[0] != '.' && name[0] != '-' && name[0] != '+' && name[0] != '@');
	expect(name[strspn(name, "0123456789")] != '\0');
	for (const char *byte = name; *byte != '\0'; byte++)
		expect(*byte > ' ' && *byte <= '~');
}

/* How long the result has to be, if there is one. */
static size_t expanded_length(const char *template, const struct tokens *tokens)
{
	size_t length = 0;
	char uid[16];

	for (; *template != '\0'; template ++) {
		if (*template != '%') {
			length++;
			continue;
		}
		template ++;
		switch (*template) {
		case '%':
			length++;
			break;
		case 'u':
			length += strlen(tokens->user);
			break;
		case 'g':
			length += strlen(tokens->group);
			break;
		case 'h':
			length += strlen(tokens->home);
			break;
		case 'U':
			length += (size_t)snprintf(uid, sizeof(uid), "%u", tokens->uid);
			break;
		default:
			return SIZE_MAX;
		}
	}
	return length;
}

static void try_tokens(struct fuzz_input input)
{
	_cleanup_free_ char *template = fuzz_string(&input);
	_cleanup_free_ char *user = fuzz_string(&input);
	_cleanup_free_ char *group = fuzz_string(&input);
	_cleanup_free_ char *home = fuzz_string(&input);
	_cleanup_free_ char *text = NULL;
	struct tokens tokens = { user, (uid_t)fuzz_byte(&input) << 24, group, home };
	const char *reason = NULL;
	int result = tokens_expand(&text, template, &tokens, &reason);

	if (result < 0) {
		expect(text == NULL && reason != NULL);
		return;
	}
	expect(strlen(text) == expanded_length(template, &tokens) && strlen(text) < PATH_MAX);
	/* A name is never more than one component. */
	if (strstr(template, "%u") != NULL && strstr(template, "%%") == NULL)
		expect(user[0] != '\0' && strchr(user, '/') == NULL);
}

static void try_path_form(struct fuzz_input input)
{
	_cleanup_free_ char *path = fuzz_string(&input);
	char *resolved;

	if (path_form_fault(path) != NULL)
		return;
	expect(path[0] == '/' && strstr(path, "//") == NULL);
	resolved = strstr(path, "/..");
	expect(resolved == NULL || (resolved[3] != '/' && resolved[3] != '\0'));
	resolved = strstr(path, "/.");
	expect(resolved == NULL || (resolved[2] != '/' && resolved[2] != '\0'));
	expect(path[1] == '\0' || path[strlen(path) - 1] != '/');
}

/* Addresses */

static void expect_candidates(const struct ip_range *range, uint32_t uid)
{
	struct ip_address first = ip_range_first(range);
	struct ip_address candidate;

	for (uint64_t attempt = 0; attempt < 6; attempt++) {
		if (!ip_range_candidate(range, uid, attempt, &candidate))
			return;
		expect(ip_range_contains(range, &candidate));
		expect(!ip_address_equal(&candidate, &first));
	}
}

static void try_ip_range(struct fuzz_input input)
{
	_cleanup_free_ char *text = fuzz_string(&input);
	char again[IP_RANGE_TEXT_MAX], third[IP_RANGE_TEXT_MAX];
	struct ip_range range, same;
	const char *reason;
	uint32_t uid = 0;

	for (size_t i = 0; i < sizeof(uid); i++)
		uid = uid << 8 | fuzz_byte(&input);
	if (ip_range_parse(&range, text, &reason) < 0) {
		expect(reason != NULL);
		return;
	}
	ip_range_text(&range, again);
	expect(ip_range_parse(&same, again, &reason) == 0);
	ip_range_text(&same, third);
	expect(strcmp(again, third) == 0);
	expect_candidates(&range, uid);
}

/* Lists of mounts */

static bool is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return strncmp(path, directory, length) == 0 &&
	       (path[length] == '/' || path[length] == '\0');
}

static void expect_list(const struct jail_plan *plan)
{
	for (size_t i = 0; i < plan->mount_count; i++) {
		const struct mount_entry *entry = &plan->mounts[i];
		const char *target = entry->target;

		expect(path_form_fault(target) == NULL);
		expect(strcmp(target, "/") != 0 && strcmp(target, "/etc") != 0 &&
		       strcmp(target, "/etc/passwd") != 0 && strcmp(target, "/usr") != 0);
		expect(entry->kind == MOUNT_MASK || strcmp(target, "/dev/shm") == 0 ||
		       !(is_below(target, "/proc") || is_below(target, "/sys") ||
			 is_below(target, "/dev")));
		for (size_t k = i + 1; k < plan->mount_count; k++) {
			const struct mount_entry *later = &plan->mounts[k];

			expect(strcmp(target, later->target) != 0 ||
			       (entry->kind != MOUNT_MASK && later->kind == MOUNT_MASK));
			/* Parents come before children. */
			expect(!is_below(target, later->target) ||
			       strcmp(target, later->target) == 0);
		}
	}
}

static void entry_add(struct jail_plan *plan, struct fuzz_input *input)
{
	uint8_t kind = fuzz_byte(input);
	struct mount_entry entry = {
		.kind = kind % 3,
		.target = fuzz_string(input),
		.line = 1,
	};

	if (entry.kind == MOUNT_BIND)
		entry.source = fuzz_text((const uint8_t *)"/srv", 4);
	expect(mount_list_add(plan, &entry) == 0);
}

static void try_mount_list(struct fuzz_input input)
{
	_cleanup_free_ char *home = fuzz_string(&input);
	struct request request = { .uid = 1000, .gid = 1000, .home = home };
	struct report report = { .socket_fd = NO_FD };
	uint8_t how = fuzz_byte(&input);
	struct jail_plan plan = {
		.home = how % 3,
		.rootfs_kind = (how >> 2) % 3,
	};
	int result;

	for (size_t i = 0; i < 12 && input.left > 0; i++)
		entry_add(&plan, &input);
	result = mount_list_settle(&plan, &request, &report);
	expect((result < 0) == (report.error_count > 0));
	if (result == 0)
		expect_list(&plan);
	jail_plan_clear(&plan);
}

static void (*const tries[])(struct fuzz_input input) = {
	try_safe_path, try_user_name, try_tokens, try_path_form, try_ip_range, try_mount_list,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = { data, size };

	tries[fuzz_byte(&input) % ARRAY_SIZE(tries)](input);
	return 0;
}
