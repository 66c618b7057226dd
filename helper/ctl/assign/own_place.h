/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The directory of users' own files, for one call of nsjailctl at a time. It must never: make one
 * in a place that anybody but root can change.
 */
#pragma once

struct findings;

/*
 * Waits for its turn in nsjail.d beside the configuration, which is made if it is not there. A
 * descriptor, the caller's, with which the turn ends, or -errno, which is in the findings.
 */
int own_place_open(const char *config_path, struct findings *findings);
