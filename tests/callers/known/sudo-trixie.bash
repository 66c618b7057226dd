# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

# shellcheck source=tests/callers/known/sudo.bash
. "$CALLERS/known/sudo.bash"
tree='trixie small'
