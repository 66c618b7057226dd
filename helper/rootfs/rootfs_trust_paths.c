/* SPDX-License-Identifier: BSD-3-Clause */
/* The tables of the trust walk; see rootfs_trust_paths.h. */
#include "rootfs/rootfs_trust_paths.h"

#include <stddef.h>

/* Neighbours have one directory, as far as it goes: the walk to it is done once for all of them. */
const struct trust_path trust_paths[] = {
	/* Where files are looked up; nobody may add one that is not there yet. */
	{ "etc", TRUST_DIRECTORY },
	{ "bin", TRUST_DIRECTORY },
	{ "sbin", TRUST_DIRECTORY },

	/* The C library: name services, resolver, dynamic linker, time zone, locale. */
	{ "etc/passwd", TRUST_FILE },
	{ "etc/group", TRUST_FILE },
	{ "etc/shadow", TRUST_FILE },
	{ "etc/gshadow", TRUST_FILE },
	{ "etc/nsswitch.conf", TRUST_FILE },
	{ "etc/hosts", TRUST_FILE },
	{ "etc/host.conf", TRUST_FILE },
	{ "etc/gai.conf", TRUST_FILE },
	{ "etc/resolv.conf", TRUST_FILE },
	{ "etc/services", TRUST_FILE },
	{ "etc/protocols", TRUST_FILE },
	{ "etc/networks", TRUST_FILE },
	{ "etc/netgroup", TRUST_FILE },
	{ "etc/ethers", TRUST_FILE },
	{ "etc/rpc", TRUST_FILE },
	{ "etc/aliases", TRUST_FILE },
	{ "etc/publickey", TRUST_FILE },
	{ "etc/userdb", TRUST_TREE },
	{ "etc/ld.so.preload", TRUST_FILE },
	{ "etc/ld.so.cache", TRUST_FILE },
	{ "etc/localtime", TRUST_FILE },
	{ "etc/locale.alias", TRUST_FILE },

	/* The login programs, libpam and the libraries that they bring along. */
	{ "etc/login.defs", TRUST_FILE },
	{ "etc/environment", TRUST_FILE },
	{ "etc/default", TRUST_TREE },
	{ "etc/security", TRUST_TREE },
	{ "etc/pam.conf", TRUST_FILE },
	{ "etc/pam.d", TRUST_TREE },
	{ "etc/nologin", TRUST_FILE },
	{ "etc/securetty", TRUST_FILE },
	{ "etc/shells", TRUST_FILE },
	{ "etc/hushlogins", TRUST_FILE },
	{ "etc/motd", TRUST_FILE },
	{ "etc/motd.d", TRUST_TREE },
	{ "etc/update-motd.d", TRUST_TREE },
	{ "etc/issue", TRUST_FILE },
	{ "etc/libaudit.conf", TRUST_FILE },
	{ "etc/krb5.conf", TRUST_FILE },
	{ "etc/krb5.conf.d", TRUST_TREE },
	{ "etc/gss", TRUST_TREE },
	{ "etc/selinux/config", TRUST_FILE },
	{ "etc/ssh/moduli", TRUST_FILE },
	{ "etc/ssh/sshrc", TRUST_FILE },
	{ "etc/ssl/openssl.cnf", TRUST_FILE },

	/* Programs that a caller runs as root. */
	{ "bin/sh", TRUST_FILE },
	{ "sbin/unix_chkpwd", TRUST_FILE },

	/* The same below usr, and where the dynamic linker looks, which may be usr/local. */
	{ "usr/bin", TRUST_DIRECTORY },
	{ "usr/sbin", TRUST_DIRECTORY },
	{ "usr/libexec", TRUST_DIRECTORY },
	{ "usr/lib", TRUST_LIBRARIES },
	{ "usr/lib64", TRUST_LIBRARIES },
	{ "usr/sbin/unix_chkpwd", TRUST_FILE },
	{ "usr/sbin/sendmail", TRUST_FILE },
	{ "usr/libexec/openssh", TRUST_DIRECTORY },
	{ "usr/lib/openssh", TRUST_DIRECTORY },
	{ "usr/lib/ssh", TRUST_DIRECTORY },
	{ "usr/lib/userdb", TRUST_TREE },
	{ "usr/lib/locale", TRUST_TREE },
	{ "usr/lib/sendmail", TRUST_FILE },
	{ "usr/share/locale", TRUST_DIRECTORY },
	{ "usr/share/i18n", TRUST_DIRECTORY },
	{ "usr/share/zoneinfo", TRUST_DIRECTORY },
	{ "usr/share/locale/locale.alias", TRUST_FILE },
	{ "usr/local/lib", TRUST_LIBRARIES },
	{ "usr/local/lib64", TRUST_LIBRARIES },
	{ "lib", TRUST_LIBRARIES },
	{ "lib64", TRUST_LIBRARIES },

	/* What the caller writes: a FIFO in its place would hang it. */
	{ "var/log/wtmp", TRUST_RECORD },
	{ "var/log/btmp", TRUST_RECORD },
	{ "var/log/lastlog", TRUST_RECORD },

	/* The same as data bases; what stands in one is a program to SQLite. */
	{ "var/log/wtmp.db", TRUST_RECORD },
	{ "var/log/wtmp.db-journal", TRUST_RECORD },
	{ "var/log/wtmp.db-wal", TRUST_RECORD },
	{ "var/log/wtmp.db-shm", TRUST_RECORD },
	{ "var/lib/wtmpdb", TRUST_TREE },
	{ "var/lib/lastlog", TRUST_TREE },
	{ NULL, TRUST_DIRECTORY },
};

const char *const trust_library_prefixes[] = {
	"ld-",	     "ld.so",	   "ld64.so",	   "libc.so",	   "libc-",
	"libc.musl", "libnss_",	   "libgcc_s",	   "libresolv",	   "libpam",
	"libaudit",  "libselinux", "libcrypt",	   "glibc-hwcaps", "tls",
	"gconv",     "security",   "ossl-modules", "engines-",	   NULL,
};

const char trust_multiarch_mark[] = "-linux-";

const char *const trust_covered_paths[] = { "dev", "proc", "sys", "tmp", "var/tmp", NULL };
