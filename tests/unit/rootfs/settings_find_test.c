/* SPDX-License-Identifier: BSD-3-Clause */
/* What is found in an /etc that was made for it, with and without notes of an earlier walk. */
#include "rootfs/settings_find.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>

#include "fixture.h"
#include "plan/mount_list.h"
#include "shared/cleanup.h"
#include "site/host_settings.h"
#include "system/file_settled.h"

#define HOST  FIXTURE_DIRECTORY "/host"
#define ETC   HOST "/etc/"
#define STATE FIXTURE_DIRECTORY "/state"

#define TEXT_MAX 4096

/* In the place of file_settled.c: nobody has to wait for a directory to be old. */
uint64_t file_settled_clock(void)
{
	return 0;
}

bool file_settled_is(uint64_t changed_ns, uint64_t now_ns)
{
	(void)changed_ns;
	(void)now_ns;
	return true;
}

/* More than a tick of the clock that files have. */
static void tick_wait(void)
{
	const struct timespec time = { .tv_nsec = 50 * 1000 * 1000 };

	(void)nanosleep(&time, NULL);
}

static int compare(const void *a, const void *b)
{
	const struct host_setting *one = a, *other = b;

	return strcmp(one->path, other->path);
}

/* The list in words: "file a" as "a", a directory as "b/", one of our own as "b/.", a link "c@". */
static void words_make(struct host_settings *settings, char *text)
{
	text[0] = '\0';
	if (settings->count > 0)
		qsort(settings->list, settings->count, sizeof(*settings->list), compare);
	for (size_t i = 0; i < settings->count; i++) {
		const struct host_setting *setting = &settings->list[i];

		(void)strcat(strcat(text, i > 0 ? " " : ""), setting->path);
		if (S_ISDIR(setting->mode))
			(void)strcat(text, setting->inode == 0 ? "/." : "/");
		if (setting->link != NULL)
			(void)strcat(text, "@");
	}
}

static void check_found_with(struct jail_plan *plan, int state_fd, const char *wanted)
{
	_cleanup_close_ int root_fd = open(HOST, O_PATH | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int etc_fd = NO_FD;
	struct report report = { .socket_fd = NO_FD };
	struct host_settings settings = { .count = 0 };
	char text[TEXT_MAX];

	check_number(settings_find(&settings, root_fd, plan, state_fd, &etc_fd, &report), 0);
	check(etc_fd >= 0);
	words_make(&settings, text);
	check_text(text, wanted);
	check_number(strlen(text), strlen(wanted));
	host_settings_clear(&settings);
}

static void check_found(const char *wanted)
{
	struct jail_plan plan = { .home = HOME_NONE };

	check_found_with(&plan, NO_FD, wanted);
}

static void etc_make(void)
{
	directory_make(HOST, 0755);
	directory_make(HOST "/etc", 0755);
}

static void what_everybody_reads_is_shown_and_directories_as_one(void)
{
	etc_make();
	file_make(ETC "services", "", 0644);
	file_make(ETC "fonts/fonts.conf", "", 0644);
	file_make(ETC "fonts/conf.d/10.conf", "", 0644);
	check_number(symlink("/var/lib/anything", ETC "fonts/conf.d/link"), 0);
	check_found("fonts/ services");
}

static void what_is_not_everybodys_is_not(void)
{
	etc_make();
	file_make(ETC "0640", "", 0640);
	file_make(ETC "0600", "", 0600);
	file_make(ETC "0664", "", 0664);
	file_make(ETC "others", "", 0644);
	check_number(chown(ETC "others", 1, 0), 0);
	directory_make(ETC "0750", 0750);
	file_make(ETC "0750/open", "", 0644);
	directory_make(ETC "0775", 0775);
	directory_make(ETC "shadow", 0755);
	file_make(ETC "machine-id", "", 0444);
	check_number(mkfifo(ETC "fifo", 0644), 0);
	check_number(chmod(ETC "fifo", 0644), 0);
	check_found("");
}

/* A closed entry costs the directory its unity, and nothing else. */
static void a_directory_with_a_secret_is_shown_in_parts(void)
{
	etc_make();
	file_make(ETC "ssl/openssl.cnf", "", 0644);
	file_make(ETC "ssl/certs/ca.crt", "", 0644);
	directory_make(ETC "ssl/private", 0710);
	file_make(ETC "ssl/private/key.pem", "", 0600);
	file_make(ETC "ssh/ssh_config", "", 0644);
	file_make(ETC "ssh/ssh_config.d/a.conf", "", 0644);
	file_make(ETC "ssh/sshd_config", "", 0644);
	file_make(ETC "ssh/ssh_host_rsa_key.pub", "", 0644);
	file_make(ETC "app/deep/app.conf", "", 0644);
	file_make(ETC "app/deep/token", "", 0640);
	file_make(ETC "app/other/conf", "", 0644);
	file_make(ETC "tls/server.key", "", 0644);
	check_found("app/deep/app.conf app/other/ ssh/ssh_config ssh/ssh_config.d/ ssl/certs/ "
		    "ssl/openssl.cnf tls/.");
}

static void a_link_is_shown_if_it_leads_to_what_is_there(void)
{
	static const struct {
		const char *text, *path;
	} links[] = {
		{ "../usr/lib/os-release", "os-release" },
		{ "/usr/sbin/rmt", "rmt" },
		{ "../proc/self/mounts", "mtab" },
		{ "/etc/alternatives/fpc", "fpc.cfg" },
		{ "alternatives", "alias" },
		{ "/var/lib/thing", "var" },
		{ "../usr/../root/x", "out" },
		{ "/usrlocal", "usrlocal" },
		{ "shadow", "hidden" },
		{ "..", "above" },
		{ "/", "root" },
		{ "/usr/x", "hosts" },
	};

	etc_make();
	file_make(ETC "shadow", "", 0600);
	file_make(ETC "alternatives/fpc", "", 0644);
	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		char path[128];

		(void)snprintf(path, sizeof(path), ETC "%s", links[i].path);
		check_number(symlink(links[i].text, path), 0);
	}
	check_found("alias@ alternatives/ fpc.cfg@ mtab@ os-release@ rmt@");
}

static void a_service_has_its_settings_to_itself(void)
{
	etc_make();
	file_make(ETC "nginx/nginx.conf", "", 0644);
	file_make(ETC "apache2/conf", "", 0644);
	file_make(ETC "vsftpd.conf", "", 0644);
	file_make(ETC "ours/conf", "", 0644);
	file_make(ETC "ssh/ssh_config", "", 0644);
	file_make(ETC "mysql/my.cnf", "", 0644);
	file_make(ETC "vimrc", "", 0644);
	check_found("apache2/ mysql/ nginx/ ours/ ssh/ vimrc vsftpd.conf");
	file_make(ETC "init.d/apache2", "", 0755);
	file_make(ETC "init.d/ssh", "", 0755);
	file_make(ETC "init.d/vimrc", "", 0755);
	file_make(ETC "systemd/system/ours.service", "", 0644);
	file_make(HOST "/usr/lib/systemd/system/nginx.service", "", 0644);
	file_make(HOST "/usr/lib/systemd/system/vsftpd.service", "", 0644);
	file_make(HOST "/usr/lib/systemd/system/mysql.service", "", 0644);
	check_found("mysql/ ssh/ vimrc");
}

/* It may hide what is below it, and its file system may be anybody's. */
static void what_is_mounted_in_it_is_not_shown(void)
{
	etc_make();
	file_make(ETC "covered", "", 0644);
	file_make(ETC "plain", "", 0644);
	directory_make(ETC "app/cluster", 0755);
	file_make(ETC "app/conf", "", 0644);
	check_found("app/ covered plain");
	check_number(mount(ETC "plain", ETC "covered", NULL, MS_BIND, NULL), 0);
	tmpfs_over(ETC "app/cluster");
	check_found("app/conf plain");
}

static void what_the_plan_mounts_has_its_place(void)
{
	struct jail_plan plan = { .home = HOME_NONE };
	struct mount_entry entries[] = {
		{ .kind = MOUNT_BIND, .target = strdup("/etc/app.d/local") },
		{ .kind = MOUNT_BIND, .target = strdup("/etc/services") },
		{ .kind = MOUNT_MASK, .target = strdup("/etc/fonts") },
		{ .kind = MOUNT_TMPFS, .target = strdup("/etcetera") },
	};

	etc_make();
	file_make(ETC "services", "", 0644);
	file_make(ETC "app.d/one", "", 0644);
	file_make(ETC "app.d/two/three", "", 0644);
	file_make(ETC "app.device", "", 0644);
	file_make(ETC "fonts/fonts.conf", "", 0644);
	plan.mounts = entries;
	plan.mount_count = ARRAY_SIZE(entries);
	check_found_with(&plan, NO_FD, "app.d/one app.d/two/ app.device fonts/");
}

static void without_an_etc_of_its_own_nothing_is_shown(void)
{
	struct jail_plan plan = { .home = HOME_NONE };
	struct host_settings settings = { .count = 0 };
	struct report report = { .socket_fd = NO_FD };
	int root_fd, etc_fd = NO_FD;

	directory_make(HOST, 0755);
	root_fd = open(HOST, O_PATH | O_DIRECTORY | O_CLOEXEC);
	check_number(settings_find(&settings, root_fd, &plan, NO_FD, &etc_fd, &report), 0);
	check_number(symlink("/etc", HOST "/etc"), 0);
	check_number(settings_find(&settings, root_fd, &plan, NO_FD, &etc_fd, &report), 0);
	check_number(etc_fd, NO_FD);
	check_number(settings.count, 0);
	check_number(unlink(HOST "/etc"), 0);
	directory_make(HOST "/etc", 0775);
	check_number(settings_find(&settings, root_fd, &plan, NO_FD, &etc_fd, &report), -EPERM);
	check_text(report.text, "'/etc' is not root's alone to write");
}

static int state_open(void)
{
	directory_make(STATE, 0700);
	return open(STATE, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* Which file keeps the notes; 0: none does. */
static ino_t kept(void)
{
	_cleanup_closedir_ DIR *directory = opendir(STATE "/trust");
	const struct dirent *entry;

	while (directory != NULL && (entry = readdir(directory)) != NULL)
		if (entry->d_name[0] != '.')
			return entry->d_ino;
	return 0;
}

/* A look that walks notes anew, one that does not leaves the notes as they are. */
static void check_walks(int state_fd, int is_walk, const char *wanted)
{
	struct jail_plan plan = { .home = HOME_NONE };
	ino_t before = kept();

	tick_wait();
	check_found_with(&plan, state_fd, wanted);
	check(kept() != 0);
	check_number(kept() != before, is_walk);
}

static void notes_serve_until_something_changes(void)
{
	int state_fd = state_open();

	etc_make();
	file_make(ETC "services", "", 0644);
	file_make(ETC "app/conf", "", 0644);
	file_make(ETC "closed", "", 0640);
	check_number(symlink("/usr/lib/os-release", ETC "os-release"), 0);
	check_walks(state_fd, 1, "app/ os-release@ services");
	check_walks(state_fd, 0, "app/ os-release@ services");
	file_make(ETC "app/token", "", 0640);
	check_walks(state_fd, 1, "app/conf os-release@ services");
	check_walks(state_fd, 0, "app/conf os-release@ services");
	check_number(chmod(ETC "app/token", 0644), 0);
	check_walks(state_fd, 1, "app/ os-release@ services");
	check_number(chmod(ETC "app/conf", 0640), 0);
	check_walks(state_fd, 1, "app/token os-release@ services");
	check_number(chmod(ETC "closed", 0644), 0);
	check_walks(state_fd, 1, "app/token closed os-release@ services");
	check_number(chown(ETC "services", 1, 0), 0);
	check_walks(state_fd, 1, "app/token closed os-release@");
	file_make(HOST "/usr/lib/systemd/system/app.service", "", 0644);
	check_walks(state_fd, 1, "closed os-release@");
	check_number(mount(ETC "services", ETC "closed", NULL, MS_BIND, NULL), 0);
	check_walks(state_fd, 1, "os-release@");
}

static void a_link_that_changes_is_read_anew(void)
{
	int state_fd = state_open();

	etc_make();
	file_make(ETC "services", "", 0644);
	check_number(symlink("/usr/lib/os-release", ETC "os-release"), 0);
	check_walks(state_fd, 1, "os-release@ services");
	check_number(unlink(ETC "os-release"), 0);
	check_number(symlink("/run/os-release", ETC "os-release"), 0);
	check_walks(state_fd, 1, "services");
}

static void a_plan_with_mounts_in_etc_has_no_notes(void)
{
	struct mount_entry entry = { .kind = MOUNT_BIND, .target = strdup("/etc/services") };
	struct jail_plan plan = { .home = HOME_NONE, .mounts = &entry, .mount_count = 1 };
	int state_fd = state_open();

	etc_make();
	file_make(ETC "services", "", 0644);
	file_make(ETC "vimrc", "", 0644);
	tick_wait();
	check_found_with(&plan, state_fd, "vimrc");
	check_number(kept(), 0);
	check_walks(state_fd, 1, "services vimrc");
	check_found_with(&plan, state_fd, "vimrc");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(what_everybody_reads_is_shown_and_directories_as_one),
		fixture_test(what_is_not_everybodys_is_not),
		fixture_test(a_directory_with_a_secret_is_shown_in_parts),
		fixture_test(a_link_is_shown_if_it_leads_to_what_is_there),
		fixture_test(a_service_has_its_settings_to_itself),
		fixture_test(what_is_mounted_in_it_is_not_shown),
		fixture_test(what_the_plan_mounts_has_its_place),
		fixture_test(without_an_etc_of_its_own_nothing_is_shown),
		fixture_test(notes_serve_until_something_changes),
		fixture_test(a_link_that_changes_is_read_anew),
		fixture_test(a_plan_with_mounts_in_etc_has_no_notes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
