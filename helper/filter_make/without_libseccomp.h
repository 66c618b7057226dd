/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What stands for the filters in a build without libseccomp. No plan that wants one gets as far as
 * this; if one did, its session would end here.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>

#define NO_FILTER(name)                                                      \
	static const struct sock_filter name[] = { BPF_STMT(BPF_RET | BPF_K, \
							    SECCOMP_RET_KILL_PROCESS) }

NO_FILTER(filter_families);
NO_FILTER(filter_families_packet);
NO_FILTER(filter_plain);
NO_FILTER(filter_plain_nested);
NO_FILTER(filter_private);
NO_FILTER(filter_private_nested);
