# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What README.md tells to type. It must never: change a word of it.
#
# readme_block README HEADING   prints the first indented block below the heading, as it is pasted

readme_block()
{
	sed -n "/^## $2\$/,\$p" "$1" | awk '/^    / { seen = 1; print substr($0, 5); next } seen { exit }'
}
