/* SPDX-License-Identifier: BSD-3-Clause */
/* Reasons and ways out of them; see why_causes.h. */
#include "ctl/why/why_causes.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define LINE_MEND "see nsjail.conf(5) for what the line may say"

const struct why_cause why_causes[] = {
	/* The kernel, before what it was too old for */
	{ "or later, this is",
	  "boot a newer kernel, or keep to what nsjail.conf(5) lists for this one" },
	/* The build, before subordinate ids that it can not ask for */
	{ "this build has no",
	  "build it again with the library that the line names, see On a real server in "
	  "README.md; seccomp = off does without a filter, and leaves more of the kernel in "
	  "reach" },
	/* Before what is said of a path */
	{ "and no link into /usr",
	  "install the package usrmerge, or set a rootfs of its own; @usr needs all programs in "
	  "/usr" },
	/* The line of PAM, before an account that is not known */
	{ "argument '",
	  "mend the line of pam_nsjail.so: conf=FILE, audit, debug, jailed and refuse are its "
	  "words" },
	{ "a line of the stack before this one has failed",
	  "see what the module of that line says in the log just before, pam_limits.so for "
	  "example; "
	  "if nothing has failed, the line with refuse is not at its place: nsjailctl check" },
	/* The account */
	{ "is not known", "make the account, or look at /etc/nsswitch.conf: getent passwd USER" },
	{ "the user name is not valid", "it is empty, too long, or has control bytes" },
	{ "can not be used in a jail for its backslash",
	  "have the directory say the name without: use_fully_qualified_names = False or "
	  "full_name_format = %1$s@%2$s in sssd.conf, winbind use default domain = yes or "
	  "winbind separator = + in smb.conf" },
	{ "can not be used in a jail",
	  "names are letters, digits and _ . - @ +, not beginning with . - + @, not all digits: "
	  "usermod -l, or jail = no for him" },
	{ "can not be looked up", "the name service failed: getent passwd USER, getent group" },
	{ "the name service gave no answer",
	  "a directory hangs: getent initgroups USER; restart the service that asks it" },
	{ "are not known", "the name service failed: getent initgroups USER, getent group; a user "
			   "of the host's own needs no directory" },
	{ "is covered by no section",
	  "give him a section, or one with 'jail = no'; see uncovered in nsjail.conf(5)" },
	{ "holds a ':' or a control byte", "mend the account's line in passwd: vipw" },
	{ "in the account data", "the directory calls the account by a name that it does not know "
				 "it by itself, or that is another one's: getent passwd both" },
	/* The configuration */
	{ "unknown key '", "see nsjail.conf(5) for the keys" },
	{ "unknown section '",
	  "sections are [default], [group NAME], [user NAME] and [profile NAME]" },
	{ "there is no profile '",
	  "write it, as [profile NAME] or in nsjail.d/profiles/NAME.conf, or mend the name" },
	{ "a profile has no profiles", "name both in the section of the user or group" },
	{ "', too", "remove one of the two" },
	{ "belongs into [default]", "move the line there" },
	{ "has no section",
	  "write one; a [default] with 'uncovered = allow' alone lets everybody in" },
	{ "jails nobody without a rootfs", "set rootfs in [default], or remove 'jail = yes'" },
	{ "is on line", "put the two sections together" },
	{ "is set on line", "keep one of the two lines" },
	{ "is jailed, but has no rootfs",
	  "set rootfs in the section, or 'jail = no' if this user should not be jailed" },
	{ "in a file that is for '",
	  "the file may hold the section of its own user or profile alone" },
	{ "is neither 'yes' nor 'no'", "the key takes yes or no" },
	{ "is not one of", "take one of the values that are listed" },
	{ "can not be 'no' without a user namespace",
	  "remove no_new_privs, or set user_namespace = yes" },
	{ "uid 0 can not be jailed", "remove the section of root, or use another account" },
	{ "needs the net namespace", "add net to namespaces, or set network = host" },
	{ "network_owner 'tenant' needs",
	  "set user_namespace = yes and network = none, veth or user, or "
	  "leave network_owner out" },
	{ "table 'bridge nsjail' is not loaded",
	  "load the rules: nft -f nsjail-antispoof.nft.example; or set veth_antispoof = no" },
	{ "takes router advertisements", "sysctl -w net.ipv6.conf.BRIDGE.accept_ra=0, and the same "
					 "line in /etc/sysctl.d" },
	{ "the host has no default route", "give the host one, or set another network" },
	{ "hostname '", "set hostname to letters, digits, '.' and '-', at most 64" },
	/* A home, before any path */
	{ "on the way to the home",
	  "give the account the path that the link leads to: usermod -d PATH USER, or in the "
	  "directory that has him" },
	/* The root file system */
	{ "is not owned by root", "chown root: it and every directory above it" },
	{ "is writable by group or others", "chmod go-w it" },
	{ "is a symbolic link", "name the place that the link leads to" },
	{ "is writable, but neither is it owned",
	  "chmod 0700 the directory above the rootfs, or give the rootfs to the user's subordinate "
	  "ids" },
	{ "was written to by the root of uid",
	  "give each tenant a rootfs of his own, %u in its path; or look through this one, then "
	  "take "
	  "the mark off with the command that the message shows" },
	{ "can not be marked as uid",
	  "move it to a file system with extended attributes: ext4, xfs, btrfs, tmpfs" },
	{ "' to mount on, make it with", "run the command that the message shows" },
	{ "on the way to his shell",
	  "chmod o+x the directory: in a root file system most have mode 0755" },
	{ "may not execute '", "chmod o+x the shell, or give the user another one: usermod -s" },
	{ "is no program", "install the login shell in the rootfs at the same path, executable" },
	{ ": shell '", "install the login shell in the rootfs at the same path, or give the user "
		       "another one: usermod -s" },
	{ "' can not be opened", "make it, or mend the path in the configuration" },
	{ "is the host's own tree",
	  "set rootfs = @usr, or a tree of its own; or leave user_namespace out" },
	{ "is neither a directory nor", "rootfs takes a directory, or a squashfs or erofs image" },
	{ "on a file system that can not be looked at",
	  "a security module of the kernel forbids it, SELinux perhaps: restorecon the path, and "
	  "see docs/pam-order.md for enforcing" },
	{ "its file system can not be mapped", "move it to ext4, xfs, btrfs, tmpfs, squashfs or "
					       "erofs, which can be idmapped" },
	{ "these are more than the kernel stacks",
	  "put the rootfs on a file system that is no overlay, or use it read-only" },
	{ "no loop device", "load the module: modprobe loop" },
	/* Home, mounts, changes */
	{ "which can not be the upper layer",
	  "set overlay_dir to a directory on ext4, xfs, btrfs or the like" },
	{ "not supported as upperdir",
	  "set overlay_dir to a directory on ext4, xfs, btrfs or the like" },
	{ "but the jail's root is uid",
	  "it was begun with another user_namespace or range of subordinate ids: set these as they "
	  "were, or move the directory away" },
	{ "' belongs to uid", "chown the home to its user, or set home = none or tmpfs" },
	{ "is a directory of the system",
	  "give the user a home of his own: usermod -d; or set home = none" },
	{ ", set home = none", "give the user a home of his own: usermod -d; or set home = none" },
	{ "a login does not make it",
	  "make the home: mkhomedir_helper USER; or set home = none or tmpfs" },
	{ "another jail keeps its changes there, and is in use",
	  "set scope = user, so that all sessions of a user share one jail, or end the other one" },
	{ "another jail keeps its changes there, which has another plan",
	  "let him end his sessions, or end them: nsjailctl kill USER" },
	{ "has the changes of uid",
	  "set overlay_dir with %U in its path, or leave it out; or, if that user is no more, move "
	  "his directory away" },
	{ "as many as sessions_max allows",
	  "end some: nsjailctl list, nsjailctl kill; or raise sessions_max" },
	/* Networks and limits */
	{ "there is no bridge '", "make it: see veth in docs/network.md; or mend veth_bridge" },
	{ "network namespace '", "make it: ip netns add NAME, as root on the host" },
	{ "/pasta: No such file", "install pasta: the package passt" },
	{ "a limit needs systemd as init",
	  "set cgroup_parent, see Limits in nsjail.conf(5), or remove the limits" },
	{ "is no directory of cgroup2", "set cgroup_parent to one below /sys/fs/cgroup" },
	{ "it is not in cgroup.subtree_control",
	  "write it there with a + before it, in the cgroups above, too" },
	/* User namespaces */
	{ "that the name service knows",
	  "take the range away, usermod --del-subuids, --del-subgids, and give one where no "
	  "directory has ids: see A root of his own in nsjail.conf(5)" },
	{ "is one of the subordinate ",
	  "the first range of 65536 ids counts: take it from whom the message names, usermod "
	  "--del-subuids FIRST-LAST --del-subgids FIRST-LAST, and give him another" },
	{ "the subordinate ",
	  "the first range of 65536 ids counts: take it away, usermod --del-subuids FIRST-LAST "
	  "--del-subgids FIRST-LAST USER, and give another with --add-subuids, --add-subgids" },
	{ "subordinate", "usermod --add-subuids FIRST-LAST --add-subgids FIRST-LAST USER, ranges "
			 "of 65536 that nobody else has" },
	{ "there are as many as a", "raise the limit: sysctl user.max_user_namespaces and its "
				    "neighbours" },
	{ "can not make namespaces", "the kernel forbids them: sysctl user.max_user_namespaces, "
				     "kernel.unprivileged_userns_clone" },
	/* Programs */
	{ "no answer from '", "run it by hand as root: pam_nsjail_subids USER UID, "
			      "pam_nsjail_groups NAME" },
	{ "can not be taken back",
	  "the kernel's security module forbids it: see its denials in the log (AVC), and "
	  "docs/pam-order.md for SELinux" },
	{ "helper '", "install again: make install; all directories above must be root's" },
	{ "the helper gave no answer", "in 10 seconds: a file system hangs; in 60: a disk is too "
				       "busy, or a network file system has no server; try "
				       "nsjailctl run USER true" },
	{ "the helper ended without an answer",
	  "it crashed or was killed: look for it in the kernel's log (dmesg)" },
	{ "the module's request is malformed", "module and helper are of two versions: install "
					       "both, then restart the service" },
	{ "the jail was not built in time", "the machine is overloaded, or a file system hangs" },
	/* The caller and its stack */
	{ "the caller's addresses are not random",
	  "sysctl kernel.randomize_va_space=2, and start the service anew, without setarch -R" },
	{ "the caller's loader can not be found",
	  "start the service as a program of its own, not by naming the loader" },
	{ ") can not be jailed: ",
	  "keep tenants out of the service: account required pam_access.so; "
	  "or run it in their jails: nsjailctl run" },
	{ ") was not tried with jails, see services",
	  "try it with a user of no importance, then name the service in services" },
	{ "lacks CAP_SYS_ADMIN: only root",
	  "start the service as root, or use nsjailctl run as root" },
	{ "opens its terminal '",
	  "log in at a console or a serial line, over ssh, or with shadow's login" },
	{ "the caller has threads", "the service can not be jailed: its process has threads" },
	{ "the caller is chrooted",
	  "take pam_chroot.so and the like out of the stack; the service can not be jailed from "
	  "within a chroot" },
	{ "the caller is in a jail", "one session for each process: a second one can not be "
				     "opened from within a jail, or after one that nobody comes "
				     "back from" },
	{ "the caller has had a jailed session of another user",
	  "the service serves several users in one process: take pam_nsjail.so out of its stack, "
	  "and keep tenants out of it; see pam_nsjail(8)" },
	{ "this handle has a session already",
	  "pam_nsjail.so stands twice in the stack with different words: nsjailctl check" },
	{ "can not make an entry in '", "the directory must be root's, on a file system that is "
					"writable and has room" },
	{ "is not a socket of root's", "set syslog = no, or mend /dev/log" },
	{ "nsjail.conf: No such file", "write it: as delivered it jails nobody; without it, "
				       "everybody but root is refused" },
	{ ".conf: No such file", "write it, or mend conf=FILE on the line of PAM: without it "
				 "everybody but root is refused" },
	/* Any path: behind those that say what it is */
	{ "does not exist", "make it, or mend the path in the configuration" },
	{ "program '", "run it by hand as root; see its own messages" },
	{ ": Read-only file system",
	  "mount it read-write, or name another place in the configuration" },
	{ "': Not a directory", "make a directory of it, or name another place" },
	{ ": No space left on device", "make room, for inodes too: df, df -i" },
	{ NULL, NULL },
};

/* FILE:LINE: at its beginning: the configuration, and the words say what is wrong with it. */
static bool has_line(const char *reason)
{
	const char *end = reason[0] == '/' ? strstr(reason, ": ") : NULL;
	const char *digit = end;

	while (digit != NULL && digit > reason && digit[-1] >= '0' && digit[-1] <= '9')
		digit--;
	return digit != NULL && digit < end && digit[-1] == ':';
}

const char *why_cause_mend(const char *reason)
{
	for (const struct why_cause *cause = why_causes; cause->words != NULL; cause++)
		if (strstr(reason, cause->words) != NULL)
			return cause->mend;
	return has_line(reason) ? LINE_MEND : NULL;
}
