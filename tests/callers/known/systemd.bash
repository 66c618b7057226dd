# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

# A unit needs a systemd as process 1, which a private host has not.
read='252, read | `PAMName=` | systemd, root | not seen | can not be jailed: it looks for itself in the /proc of the jail; `nsjailctl run` in `ExecStart=` does it | refused | refused'
