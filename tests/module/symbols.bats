#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What the module brings into the application that loads it, and how the helper is built; then the
# ways in which the helper must not be started.

load ../lib/session

# All that the module may call, without versions and the affixes of checked variants. sigaction, umask,
# setrlimit, dup2 and the like are for the child that becomes the helper.
ALLOWED="
	__errno_location __nss_configure_lookup __stack_chk_fail _exit
	calloc free malloc realloc strdup strndup
	chdir chroot fchdir getcwd clone fsconfig fsmount fsopen setns setsid umask syscall prctl execveat
	close close_range dup2 dup3 fcntl fstat fstatat isatty open openat openat2 poll pread pwrite read readlinkat statx unlinkat
	clock_gettime ctime_r getpid getppid geteuid getrandom kill madvise mmap mprotect munmap waitpid
	dl_iterate_phdr getauxval personality
	getgrgid_r getgrouplist getpwnam_r getrlimit setrlimit tcgetsid newlocale uselocale
	getgroups getresgid getresuid setgroups setresgid setresuid setfsgid setfsuid
	__getdelim fclose fdopen ferror qsort strsep closedir connect fdopendir opendir stat strtok_r getsockopt readdir socket strtoull uname
	pidfd_open pidfd_send_signal recvmsg send sendmsg setsockopt socketpair time
	sigaction sigaddset sigemptyset sigfillset sigprocmask
	memchr memcmp memcpy memmove memset bcmp snprintf vsnprintf strcat strchr strcmp strcpy strcspn
	strerrordesc_np strlen strncat strncmp strncpy strnlen strrchr strspn
	pam_get_data pam_get_item pam_getenv pam_prompt pam_putenv pam_set_data pam_syslog
"
FORBIDDEN="
	openlog closelog setlogmask atexit on_exit pthread_create dlopen system popen printf vprintf
	fprintf vfprintf dprintf puts putchar fputs fwrite perror write signal alarm setitimer exit abort
	__assert_fail setenv putenv unsetenv clearenv fork vfork setuid seteuid
"

setup_file() {
	need readelf nm objdump setcap || return 0
	session_host
}

setup() {
	session_begin
	module=$BUILD/pam_nsjail.so
	helper=$BUILD/pam_nsjail_helper
}

# imports FILE: what it wants from others and can not do without, one a line.
imports() {
	nm -D --undefined-only "$1" | awk '$1 == "U" { print $2 }' | sed -E 's/@.*//' |
		sed -E 's/^__(.*)_chk$/\1/; s/^__(open|openat)_2$/\1/; s/^__isoc23_//' | sort -u
}

# in_list WORD LIST
in_list() {
	[[ " ${2//[$'\n\t']/ } " == *" $1 "* ]]
}

needed() {
	readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | xargs
}

# writable_state OBJECT...: sections that are not empty and can be written to after relocation.
writable_state() {
	local object

	for object; do
		objdump -h "$object" | awk -v object="${object##*/}" '
			$1 ~ /^[0-9]+$/ && $2 ~ /^\.(data|bss|tdata|tbss)/ && $2 !~ /^\.data\.rel\.ro/ &&
				$3 !~ /^0+$/ { print object, $2 }'
		nm "$object" | awk -v object="${object##*/}" '$2 == "C" { print object, $3 }'
	done
}

# constructors OBJECT...
constructors() {
	local object

	for object; do
		objdump -h "$object" | awk -v object="${object##*/}" \
			'$2 ~ /^\.(init|fini|ctors|dtors|preinit)/ { print object, $2 }'
	done
}

@test "the module exports two functions" {
	assert_equal "$(nm -D --defined-only "$module" | awk '{ print $2, $3 }' | sort | xargs)" \
		"T pam_sm_close_session T pam_sm_open_session"
}

# What stat(2) was, and what helper/syscalls does without newer calls.
ALLOWED_OLDER="__fxstat __fxstatat __lxstat __xstat dirfd posix_spawn_file_actions_addclose strerror_l strtol"

@test "the module links libpam and libc alone" {
	assert_equal "$(needed "$module")" "libpam.so.0 libc.so.6"
}

@test "the module calls nothing but what is listed" {
	[ "$(imports "$module" | wc -l)" -gt 30 ]
	for name in $(imports "$module"); do
		in_list "$name" "$ALLOWED" || { older_libc 2.34 && in_list "$name" "$ALLOWED_OLDER"; } ||
			fail "'$name' is not in the list"
	done
}

@test "the module calls nothing that changes the application's manners" {
	for name in $(imports "$module"); do
		! in_list "$name" "$FORBIDDEN" || fail "'$name' is forbidden"
	done
}

@test "the look at imports finds what is forbidden, in a program that uses it" {
	found=$(for name in $(imports "$BUILD/tools/host_init"); do
		in_list "$name" "$FORBIDDEN" && echo "$name"
	done | xargs)
	assert_match "$found" 'puts'
}

@test "the module keeps no writable static state" {
	assert_equal "$(writable_state "$BUILD"/pic/{pam_nsjail,helper/shared}/*.o)" ""
	assert_match "$(writable_state "$BUILD/pie/tests/tools/caller/oddities.o")" '\.bss'
}

@test "the module has no constructors" {
	assert_equal "$(constructors "$BUILD"/pic/{pam_nsjail,helper/shared}/*.o)" ""
	assert_match "$(constructors "$BUILD/pic/tests/tools/libnss_evil.o")" '\.init_array'
	# The one entry is the C runtime's.
	assert_equal "$(objdump -h "$module" | awk '$2 == ".init_array" { print $3 }' | sed 's/^0*//')" 8
}

@test "module and helper: read-only relocations, bound at once, no executable stack, no text relocations" {
	for file in "$module" "$helper"; do
		headers=$(readelf -lW "$file")
		dynamic=$(readelf -dW "$file")
		assert_match "$headers" 'GNU_RELRO' "$file"
		assert_match "$headers" 'GNU_STACK +[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ +RW +' "$file"
		! grep -E '^ +LOAD' <<<"$headers" | grep -q 'RWE' || fail "$file: writable code"
		assert_match "$dynamic" 'BIND_NOW' "$file"
		[[ $dynamic != *TEXTREL* ]] || fail "$file: TEXTREL"
	done
}

@test "the helper is static, position-independent, and has neither bits nor capabilities" {
	assert_match "$(readelf -hW "$helper")" 'Type: +DYN'
	if grep -q -- ' -static-pie ' "$BUILD/flags"; then
		[[ $(readelf -lW "$helper") != *INTERP* ]] || fail "it has an interpreter"
		assert_equal "$(needed "$helper")" ""
	fi
	assert_match "$(stat -c %a "$HOST_ROOT$HELPER_PATH")" '^[0-7]?[0-7]5[05]$'
	[ ! -u "$HOST_ROOT$HELPER_PATH" ]
	[ ! -g "$HOST_ROOT$HELPER_PATH" ]
	assert_equal "$(on_host getcap "$HELPER_PATH")" ""
}

# refused CAUSE: alice's session is, with one line in the log that names CAUSE.
refused() {
	run on_host /srv/host/tools/caller nsjail-caller alice log save open same
	assert_equal "$output" $'told Login refused\nopen perm_denied\nsame' || return 1
	assert_equal "$(host_log_refusals | wc -l)" 1 "refusals" || return 1
	assert_match "$(host_log_refusals)" "$1" "log"
}

@test "a helper with file capabilities is refused, whichever they are" {
	for capability in cap_chown+ep cap_sys_admin+i; do
		: >"$HOST_LOG"
		on_host setcap "$capability" "$HELPER_PATH"
		refused "has capabilities" || result=failed
	done
	install -m 0755 "$helper" "$HOST_ROOT$HELPER_PATH"
	[[ ${result:-} != failed ]]
	on_host /srv/host/tools/caller nsjail-caller alice open close | grep -qx 'open success'
}

@test "nobody but root can start it: by hand, or through the module" {
	run on_host setpriv --reuid=1001 --regid=1001 --clear-groups "$HELPER_PATH"
	[ "$status" -ne 0 ]
	run on_host setpriv --reuid=1001 --regid=1001 --clear-groups \
		/srv/host/tools/caller nsjail-caller alice log save open same
	assert_equal "$output" $'told Login refused\nopen perm_denied\nsame'
	assert_match "$(host_log_refusals)" "the caller, uid 1001, lacks CAP_SYS_ADMIN: only root can open a session in a jail"
}
