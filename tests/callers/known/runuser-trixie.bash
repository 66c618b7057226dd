# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash

# shellcheck source=tests/callers/known/runuser.bash
. "$CALLERS/known/runuser.bash"
tree='trixie small'
