# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

# shellcheck source=tests/callers/known/runuser.bash
. "$CALLERS/known/runuser.bash"
tree='trixie small'
