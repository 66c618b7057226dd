# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

# shellcheck source=tests/callers/known/su.bash
. "$CALLERS/known/su.bash"
tree='trixie small'
