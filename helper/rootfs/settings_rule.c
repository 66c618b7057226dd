/* SPDX-License-Identifier: BSD-3-Clause */
/* The rule for the host's /etc; see settings_rule.h. */
#include "rootfs/settings_rule.h"

#include <string.h>
#include <sys/stat.h>

#include "shared/cleanup.h"

/*
 * Paths that are never shown, whoever may read them on the host; a '*' at the end stands for the
 * rest of the path. What a service of the same name has needs no line here (settings_find.c).
 */
static const char *const never[] = {
	/* The jail has its own, made for its user. */
	"passwd", "group", "hosts", "hostname", "nsswitch.conf", "resolv.conf", "localtime",
	"timezone",
	/* Who has an account here, and what he may do. */
	"shadow*", "gshadow*", "subuid*", "subgid*", "sudo*", "doas.conf", "pam*", "security",
	"securetty", "skel", "polkit*", "nslcd*", "libnss*", "ldap.secret", "login.access",
	"netgroup", "radcli*", "ipa", "realmd.conf",
	/* Which machine it is, its disks, its kernel, how it starts. */
	"machine-id", "hostid", "adjtime", "fstab*", "crypttab*", "mdadm*", "lvm", "multipath*",
	"iscsi", "initramfs-tools", "kernel*", "modules*", "modprobe*", "sysctl*", "udev", "grub*",
	"default", "environment", "environment.d", "systemd", "init*", "rc*", "runit*", "sv",
	"binfmt.d", "tmpfiles.d", "sysusers.d", "apparmor*", "selinux", "pve",
	/* Its networks, and the way past its walls. */
	"network", "network-*", "networkd-*", "NetworkManager", "netplan", "dhcp*",
	"wpa_supplicant", "wireguard", "openvpn", "ipsec*", "strongswan*", "swanctl", "ppp",
	"chatscripts", "ufw", "nftables*", "iptables*", "firewalld", "hosts.*", "exports*", "nfs*",
	"idmapd*", "auto.*", "qemu*", "libvirt", "lxc*", "lxd", "incus", "cni", "kubernetes",
	/* What it does on its own, and for whom: other tenants are named there. */
	"cron*", "anacrontab", "at.*", "logrotate*", "logcheck", "syslog*", "audit*", "apt", "yum*",
	"dnf", "zypp", "pacman*", "apk", "update-*", "needrestart", "backup*", "ansible", "puppet*",
	"salt*", "zabbix*", "nagios*", "letsencrypt", "acme*", "mail", "mail.*", "mailname",
	"aliases*", "email-addresses", "exim*", "opendkim*", "samba", "bind", "named*", "powerdns",
	"httpd", "redis", "rsyncd*", "proftpd*", "phpmyadmin", "roundcube",
	/* Its side of what it shares with clients. */
	"ssh/ssh_host_*", "ssh/sshd*", "ssh/moduli", "mysql/debian*", "ssl/private*",
	"pki/tls/private*", "xdg/systemd"
};

/* Wherever they stand. */
static const char *const never_named[] = { "private", "keys", "fpm", "pool.d" };

/* How files end that bear keys, or that an editor or a package manager has left. */
static const char *const never_ends[] = { ".key", ".keytab", ".p12", ".pfx",  "-",
					  "~",	  ".bak",    ".old", ".orig", ".save" };

static const char *const never_words[] = { "secret", "passw", "credential", "htpasswd",
					   ".dpkg-", ".ucf-", ".rpm" };

/* Settings of clients stand beside those of the service. */
static const char *const clients[] = { "ssh", "mysql" };

static bool is_matched(const char *path, const char *pattern)
{
	size_t length = strlen(pattern);

	if (pattern[length - 1] == '*')
		return strncmp(path, pattern, length - 1) == 0;
	return strcmp(path, pattern) == 0;
}

static bool is_in(const char *name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_matched(name, list[i]))
			return true;
	return false;
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* A name that begins with a dot is a lock, a repository, or somebody's note. */
bool settings_rule_takes_name(const char *path)
{
	const char *name = name_of(path);

	return (name[0] != '.' || name != path) && !is_in(path, never, ARRAY_SIZE(never)) &&
	       !is_in(name, never_named, ARRAY_SIZE(never_named));
}

static bool ends_with(const char *name, const char *end)
{
	size_t length = strlen(name), end_length = strlen(end);

	return length >= end_length && strcmp(name + length - end_length, end) == 0;
}

bool settings_rule_takes_file(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(never_ends); i++)
		if (ends_with(name, never_ends[i]))
			return false;
	for (size_t i = 0; i < ARRAY_SIZE(never_words); i++)
		if (strstr(name, never_words[i]) != NULL)
			return false;
	return true;
}

bool settings_rule_has_clients(const char *path)
{
	return is_in(path, clients, ARRAY_SIZE(clients));
}

bool settings_rule_takes_mode(uint32_t uid, uint32_t mode)
{
	uint32_t readable = S_ISDIR(mode) ? S_IROTH | S_IXOTH : S_IROTH;

	return uid == 0 && (S_ISREG(mode) || S_ISDIR(mode)) && (mode & (S_IWGRP | S_IWOTH)) == 0 &&
	       (mode & readable) == readable;
}
