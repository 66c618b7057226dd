/* SPDX-License-Identifier: BSD-3-Clause */
/* What is kept of trust walks: when it serves, when it does not, and whom. */
#include "rootfs/trust_cache.h"

#include <fcntl.h>

#include "rootfs/rootfs_names.h"
#include "rootfs/rootfs_trust_paths.h"
#include "rootfs/rootfs_walk.h"
#include "rootfs/walk_ground.h"
#include "trust_fixture.h"

#define SLOT_MAX 8

/* A small rootfs with what a walk can meet: rows, trees, libraries, links, and much that is not
 * there. */
static void rootfs_make(void)
{
	file_make("etc/passwd");
	file_make("etc/security/a/group.conf");
	file_make("usr/lib/x86_64-linux-gnu/libc.so.6");
	file_make("usr/share/zoneinfo/UTC");
	file_make("var/log/wtmp");
	directory_make("srv/web");
	directory_make("home");
	link_make("lib", "usr/lib");
	link_make("etc/localtime", "../usr/share/zoneinfo/UTC");
	link_make("etc/hosts", "/srv/web/none");
	link_make("etc/motd", "/dev/null");
}

static struct trust_cache cache_open(void)
{
	struct walk_ground ground = { .rootfs_fd = open(PLACE, O_PATH | O_DIRECTORY | O_CLOEXEC) };
	struct trust_cache cache;

	assert_int_equal(fstat(ground.rootfs_fd, &ground.status), 0);
	trust_cache_open(&cache, state_fd, &ground);
	assert_int_equal(close(ground.rootfs_fd), 0);
	return cache;
}

/* Which file it is that keeps this rootfs; 0 if none does. */
static ino_t kept(void)
{
	struct trust_cache cache = cache_open();
	struct stat status = { 0 };

	if (cache.directory_fd >= 0)
		(void)fstatat(cache.directory_fd, cache.slot, &status, AT_SYMLINK_NOFOLLOW);
	trust_cache_close(&cache);
	return status.st_ino;
}

/* An earlier test may have had a rootfs of the same number. */
static void forget(void)
{
	struct trust_cache cache = cache_open();

	(void)unlinkat(cache.directory_fd, cache.slot, 0);
	trust_cache_close(&cache);
}

/* Whatever was there, this rootfs is kept from here on. */
static ino_t keep(void)
{
	forget();
	assert_int_equal(check_with(state_fd), 0);
	assert_int_not_equal(kept(), 0);
	tick_wait();
	return kept();
}

static void expect_kept(ino_t file)
{
	assert_int_equal(check_with(state_fd), 0);
	assert_int_equal(kept(), file);
}

static void expect_walk(ino_t file)
{
	assert_int_equal(check_with(state_fd), 0);
	assert_int_not_equal(kept(), file);
	assert_int_not_equal(kept(), 0);
	tick_wait();
}

static void serves_the_next_check(void **state)
{
	ino_t file;

	(void)state;
	rootfs_make();
	file = keep();
	expect_kept(file);
	set_mode("etc/passwd", 0600); /* a file may change as long as it stays root's */
	set_mode("var/log/wtmp", 0664);
	write_text(in("etc/passwd"), "root:x:0:0::/:/bin/sh\n");
	expect_kept(file);
	file_make("home/alice/file"); /* nothing leads there */
	set_mode("home", 0777);
	expect_kept(file);
	file_make("srv/web/file"); /* a link leads there, or would */
	expect_walk(file);
}

static void every_name_that_is_new_or_gone_needs_a_walk(void **state)
{
	static const char *const paths[] = { "etc/group",
					     "etc/any",
					     "etc/security/a/new",
					     "usr/lib/x",
					     "usr/lib/x86_64-linux-gnu/libnss_x.so",
					     "var/log/btmp",
					     "usr/new",
					     "new" };

	(void)state;
	rootfs_make();
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		ino_t file = keep();

		file_make(paths[i]);
		expect_walk(file);
		file = kept();
		assert_int_equal(unlink(in(paths[i])), 0);
		expect_walk(file);
	}
}

static void a_link_that_leads_elsewhere_needs_a_walk(void **state)
{
	ino_t file;

	(void)state;
	rootfs_make();
	file_make("srv/passwd");
	give("srv/passwd", TENANT, 0);
	file = keep();
	assert_int_equal(unlink(in("etc/localtime")), 0);
	tick_wait();
	link_make("etc/localtime", "/etc/passwd");
	expect_walk(file);
	(void)keep();
	assert_int_equal(unlink(in("etc/localtime")), 0);
	link_make("etc/localtime", "/srv/passwd");
	expect_fault(-EPERM, "srv/passwd",
		     ", where 'etc/localtime' leads, is not owned by root (uid 1001)");
}

/* A mount changes no time of what it covers. */
static void a_mount_is_seen(void **state)
{
	static const char *const directories[] = { "etc", "etc/security/a", "usr/lib",
						   "usr/share/zoneinfo" };

	(void)state;
	rootfs_make();
	file_make("tenant/x");
	give("tenant/x", TENANT, 0);
	give("tenant", TENANT, 0);
	for (size_t i = 0; i < ARRAY_SIZE(directories); i++) {
		(void)keep();
		assert_int_equal(mount(in("tenant"), in(directories[i]), NULL, MS_BIND, NULL), 0);
		assert_int_equal(check(), -EPERM);
		assert_int_equal(umount2(in(directories[i]), MNT_DETACH), 0);
		assert_int_equal(check(), 0);
	}
	assert_int_equal(mount(in("tenant/x"), in("etc/passwd"), NULL, MS_BIND, NULL), 0);
	expect_fault(-EPERM, "etc/passwd", "is not owned by root (uid 1001)");
	assert_int_equal(umount2(in("etc/passwd"), MNT_DETACH), 0);
}

/* What is kept for one user is no verdict on another, whose home may cover a part of it. */
static void every_home_is_judged(void **state)
{
	char path[512];

	(void)state;
	rootfs_make();
	for (const struct trust_path *row = trust_paths; row->path != NULL; row++) {
		(void)snprintf(path, sizeof(path), "/%s", row->path);
		for (char *slash = path + strlen(path); slash > path; slash = strrchr(path, '/')) {
			*slash = '\0';
			(void)strcpy(home, "/home/alice");
			(void)keep();
			(void)strcpy(home, path);
			(void)check();
		}
	}
	(void)strcpy(home, "/home/alice");
	(void)keep();
	(void)strcpy(home, "/srv/web");
	expect_fault(-EPERM, "srv/web",
		     ", where 'etc/hosts' leads, is where the jail mounts something else");
	(void)strcpy(home, "/srv/web/none");
	expect_fault(-EPERM, "srv/web/none",
		     ", where 'etc/hosts' leads, is where the jail mounts something else");
	(void)strcpy(home, "/home/alice");
}

static void every_users_groups_are_judged(void **state)
{
	(void)state;
	rootfs_make();
	directory_make("usr/local/lib");
	give("usr/local", 0, 3000);
	set_mode("usr/local", 0775);
	(void)keep();
	groups[0].gid = 3000;
	expect_fault(-EPERM, "usr/local", "is writable by group or others (mode 0775)");
	groups[0].gid = 2000;
	expect_trusted();
}

static void a_rootfs_that_was_changed_just_now_is_not_kept(void **state)
{
	(void)state;
	rootfs_make();
	forget();
	is_settled = false;
	assert_int_equal(check_with(state_fd), 0);
	is_settled = true;
	assert_int_equal(kept(), 0);
}

static void a_rootfs_at_fault_is_not_kept(void **state)
{
	(void)state;
	rootfs_make();
	forget();
	give("etc/passwd", TENANT, 0);
	assert_int_equal(check_with(state_fd), -EPERM);
	assert_int_equal(kept(), 0);
}

/* Names below have other clocks, and may go while the directory that they cover stays. */
static void a_rootfs_of_two_file_systems_is_not_kept(void **state)
{
	(void)state;
	rootfs_make();
	forget();
	assert_int_equal(mount("tmpfs", in("etc/security/a"), "tmpfs", 0, "mode=0755"), 0);
	assert_int_equal(check_with(state_fd), 0);
	assert_int_equal(kept(), 0);
	assert_int_equal(umount2(in("etc/security/a"), MNT_DETACH), 0);
}

/* An overlay has the times of its layers, which may change places. */
static void an_overlay_is_not_kept(void **state)
{
	int rootfs_fd;
	struct request request = { .uid = TENANT, .gid = TENANT, .home = home };
	struct trust_cache cache;
	struct walk_ground ground = { .request = &request };

	(void)state;
	file_make("lower/etc/passwd");
	directory_make("upper");
	directory_make("work");
	directory_make("merged");
	assert_int_equal(mount("overlay", in("merged"), "overlay", 0,
			       "lowerdir=" PLACE "/lower,upperdir=" PLACE "/upper,workdir=" PLACE
			       "/work"),
			 0);
	rootfs_fd = open(in("merged"), O_PATH | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(rootfs_trust_check(rootfs_fd, &plan, state_fd, &request, &last), 0);
	ground.rootfs_fd = rootfs_fd;
	assert_int_equal(fstat(rootfs_fd, &ground.status), 0);
	trust_cache_open(&cache, state_fd, &ground);
	assert_false(trust_cache_is_wanted(&cache));
	trust_cache_close(&cache);
	assert_int_equal(close(rootfs_fd), 0);
	assert_int_equal(umount2(in("merged"), MNT_DETACH), 0);
}

/* The kept file of this rootfs, for reading or writing; the caller's. */
static int file_open(int flags)
{
	struct trust_cache cache = cache_open();
	int fd = openat(cache.directory_fd, cache.slot, flags | O_CLOEXEC);

	assert_true(fd >= 0);
	trust_cache_close(&cache);
	return fd;
}

static void byte_flip(off_t place)
{
	int fd = file_open(O_RDWR);
	unsigned char byte;

	assert_int_equal(pread(fd, &byte, 1, place), 1);
	byte ^= 0x40;
	assert_int_equal(pwrite(fd, &byte, 1, place), 1);
	assert_int_equal(close(fd), 0);
}

/* Another helper's, another file system's, or of another length than it says. */
static void each_byte_of_a_head_counts(void **state)
{
	(void)state;
	rootfs_make();
	for (size_t i = 0; i < sizeof(struct trust_cache_head); i++) {
		ino_t file = keep();

		byte_flip((off_t)i);
		expect_walk(file);
	}
}

static void no_length_does_harm(void **state)
{
	struct stat status;
	int fd;

	(void)state;
	rootfs_make();
	(void)keep();
	fd = file_open(O_RDONLY);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(close(fd), 0);
	for (off_t length = 0; length < status.st_size; length += length < 120 ? 1 : 97) {
		ino_t file = keep();

		fd = file_open(O_WRONLY);
		assert_int_equal(ftruncate(fd, length), 0);
		assert_int_equal(close(fd), 0);
		expect_walk(file);
	}
}

/* Names that lead out of the text, and a text without an end. */
static void names_are_taken_only_whole(void **state)
{
	struct rootfs_name name = { .path = 0 };
	struct rootfs_names names;

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct rootfs_name *list = calloc(1, sizeof(*list));
		char *text = strdup("etc");

		name.path = i == 1 ? 4 : 0;
		text[3] = i == 2 ? 'x' : '\0';
		*list = name;
		assert_int_equal(rootfs_names_take(&names, list, i == 3 ? 0 : 1, text, 4), i == 0);
		rootfs_names_clear(&names);
	}
}

static void without_a_place_everything_is_walked(void **state)
{
	int usual_fd = state_fd;

	(void)state;
	rootfs_make();
	/* A file in the place of the directory; and a state directory that takes no more. */
	directory_make("state");
	file_make("state/trust");
	state_fd = open(in("state"), O_PATH | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(check_with(state_fd), 0);
	assert_int_equal(kept(), 0);
	assert_int_equal(unlink(in("state/trust")), 0);
	directory_make("state/trust");
	assert_int_equal(mount("tmpfs", in("state/trust"), "tmpfs", MS_RDONLY, NULL), 0);
	assert_int_equal(check_with(state_fd), 0);
	assert_int_equal(kept(), 0);
	assert_int_equal(umount2(in("state/trust"), MNT_DETACH), 0);
	assert_int_equal(close(state_fd), 0);
	state_fd = usual_fd;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_TEST(serves_the_next_check),
		PLACE_TEST(every_name_that_is_new_or_gone_needs_a_walk),
		PLACE_TEST(a_link_that_leads_elsewhere_needs_a_walk),
		PLACE_TEST(a_mount_is_seen),
		PLACE_TEST(every_home_is_judged),
		PLACE_TEST(every_users_groups_are_judged),
		PLACE_TEST(a_rootfs_that_was_changed_just_now_is_not_kept),
		PLACE_TEST(a_rootfs_at_fault_is_not_kept),
		PLACE_TEST(a_rootfs_of_two_file_systems_is_not_kept),
		PLACE_TEST(an_overlay_is_not_kept),
		PLACE_TEST(each_byte_of_a_head_counts),
		PLACE_TEST(no_length_does_harm),
		PLACE_TEST(names_are_taken_only_whole),
		PLACE_TEST(without_a_place_everything_is_walked),
	};

	return cmocka_run_group_tests(tests, trust_place_make, NULL);
}
