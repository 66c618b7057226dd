/* SPDX-License-Identifier: BSD-3-Clause */
/* The tables of the trust walk; see rootfs_trust_paths.h. */
#include "rootfs/rootfs_trust_paths.h"

#include <stddef.h>

/* Neighbours have one directory, as far as it goes: the walk to it is done once for all of them. */
const struct trust_path trust_paths[] = {
	/* Where files are looked up; nobody may add one that is not there yet. */
	{ "etc", TRUST_DIRECTORY, false },
	{ "bin", TRUST_DIRECTORY, false },
	{ "sbin", TRUST_DIRECTORY, false },

	/* The C library: name services, resolver, dynamic linker, time zone, locale. */
	{ "etc/passwd", TRUST_FILE, true },
	{ "etc/group", TRUST_FILE, true },
	{ "etc/shadow", TRUST_FILE, false },
	{ "etc/gshadow", TRUST_FILE, false },
	{ "etc/nsswitch.conf", TRUST_FILE, false },
	{ "etc/hosts", TRUST_FILE, false },
	{ "etc/host.conf", TRUST_FILE, false },
	{ "etc/gai.conf", TRUST_FILE, false },
	{ "etc/resolv.conf", TRUST_FILE, false },
	{ "etc/services", TRUST_FILE, false },
	{ "etc/protocols", TRUST_FILE, false },
	{ "etc/networks", TRUST_FILE, false },
	{ "etc/netgroup", TRUST_FILE, false },
	{ "etc/ethers", TRUST_FILE, false },
	{ "etc/rpc", TRUST_FILE, false },
	{ "etc/aliases", TRUST_FILE, false },
	{ "etc/publickey", TRUST_FILE, false },
	{ "etc/userdb", TRUST_TREE, false },
	{ "etc/ld.so.preload", TRUST_FILE, false },
	{ "etc/ld.so.cache", TRUST_FILE, false },
	{ "etc/localtime", TRUST_FILE, true },
	{ "etc/locale.alias", TRUST_FILE, false },

	/* The login programs, libpam and the libraries that they bring along. */
	{ "etc/login.defs", TRUST_FILE, true },
	{ "etc/environment", TRUST_FILE, false },
	{ "etc/default", TRUST_TREE, false },
	{ "etc/security", TRUST_TREE, true },
	{ "etc/pam.conf", TRUST_FILE, false },
	{ "etc/pam.d", TRUST_TREE, false },
	{ "etc/nologin", TRUST_FILE, false },
	{ "etc/securetty", TRUST_FILE, false },
	{ "etc/shells", TRUST_FILE, false },
	{ "etc/hushlogins", TRUST_FILE, false },
	{ "etc/motd", TRUST_FILE, false },
	{ "etc/motd.d", TRUST_TREE, false },
	{ "etc/update-motd.d", TRUST_TREE, false },
	{ "etc/issue", TRUST_FILE, false },
	{ "etc/libaudit.conf", TRUST_FILE, false },
	{ "etc/krb5.conf", TRUST_FILE, false },
	{ "etc/krb5.conf.d", TRUST_TREE, false },
	{ "etc/gss", TRUST_TREE, false },
	{ "etc/selinux/config", TRUST_FILE, false },
	{ "etc/ssh/moduli", TRUST_FILE, false },
	{ "etc/ssh/sshrc", TRUST_FILE, false },
	{ "etc/ssl/openssl.cnf", TRUST_FILE, false },

	/* Programs that a caller runs as root. */
	{ "bin/sh", TRUST_FILE, false },
	{ "sbin/unix_chkpwd", TRUST_FILE, false },

	/* The same below usr, and where the dynamic linker looks, which may be usr/local. */
	{ "usr/bin", TRUST_DIRECTORY, false },
	{ "usr/sbin", TRUST_DIRECTORY, false },
	{ "usr/libexec", TRUST_DIRECTORY, false },
	{ "usr/lib", TRUST_LIBRARIES, false },
	{ "usr/lib64", TRUST_LIBRARIES, false },
	{ "usr/sbin/unix_chkpwd", TRUST_FILE, false },
	{ "usr/sbin/sendmail", TRUST_FILE, false },
	{ "usr/libexec/openssh", TRUST_DIRECTORY, false },
	{ "usr/lib/openssh", TRUST_DIRECTORY, false },
	{ "usr/lib/ssh", TRUST_DIRECTORY, false },
	{ "usr/lib/userdb", TRUST_TREE, false },
	{ "usr/lib/locale", TRUST_TREE, false },
	{ "usr/lib/sendmail", TRUST_FILE, false },
	{ "usr/share/locale", TRUST_DIRECTORY, false },
	{ "usr/share/i18n", TRUST_DIRECTORY, false },
	{ "usr/share/zoneinfo", TRUST_DIRECTORY, false },
	{ "usr/share/locale/locale.alias", TRUST_FILE, false },
	{ "usr/local/lib", TRUST_LIBRARIES, false },
	{ "usr/local/lib64", TRUST_LIBRARIES, false },
	{ "lib", TRUST_LIBRARIES, false },
	{ "lib64", TRUST_LIBRARIES, false },

	/* What the caller writes: a FIFO in its place would hang it. */
	{ "var/log/wtmp", TRUST_RECORD, true },
	{ "var/log/btmp", TRUST_RECORD, true },
	{ "var/log/lastlog", TRUST_RECORD, true },

	/* The same as data bases; what stands in one is a program to SQLite. */
	{ "var/log/wtmp.db", TRUST_DATABASE, true },
	{ "var/log/wtmp.db-journal", TRUST_DATABASE, true },
	{ "var/log/wtmp.db-wal", TRUST_DATABASE, true },
	{ "var/log/wtmp.db-shm", TRUST_DATABASE, true },
	{ "var/lib/wtmpdb", TRUST_DATABASES, true },
	{ "var/lib/lastlog", TRUST_DATABASES, true },

	/* What is mounted in every jail: /run, nodes, terminals, a number of the kernel's. */
	{ "run/utmp", TRUST_MADE_RECORD, true },
	{ "var/run/utmp", TRUST_MADE, true }, /* a link to it in all but old trees */
	{ "dev/null", TRUST_MADE, true },
	{ "dev/tty", TRUST_MADE, true },
	{ "dev/ptmx", TRUST_MADE, true },
	{ "dev/console", TRUST_MADE, true },
	{ "dev/pts", TRUST_MADE, true },
	{ "proc/sys/kernel/ngroups_max", TRUST_MADE, true },
	{ "proc/self/loginuid", TRUST_MADE, true }, /* where this process has no entry */
	{ "proc/self/fd", TRUST_MADE, true },	    /* the same */
	{ NULL, TRUST_DIRECTORY, false },
};

const char *const trust_library_prefixes[] = {
	"ld-",	     "ld.so",	   "ld64.so",	   "libc.so",	   "libc-",
	"libc.musl", "libnss_",	   "libgcc_s",	   "libresolv",	   "libpam",
	"libaudit",  "libselinux", "libcrypt",	   "glibc-hwcaps", "tls",
	"gconv",     "security",   "ossl-modules", "engines-",	   NULL,
};

const char trust_multiarch_mark[] = "-linux-";

const char *const trust_covered_paths[] = { "dev", "proc", "sys", "tmp", "var/tmp", NULL };
