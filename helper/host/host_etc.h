/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The files of /etc that the host makes: passwd, group, resolv.conf, localtime, timezone. They lie
 * over the rootfs's own /etc as a read-only overlay, so they are there whatever stands in their
 * place. It must never: write into the rootfs.
 */
#pragma once

struct jail_build;

/* Does nothing for a generated root, which has them already. Writes the files on the stage and
 * mounts the overlay on /etc. 0, or -errno with the reason. */
int host_etc_mount(struct jail_build *build);
