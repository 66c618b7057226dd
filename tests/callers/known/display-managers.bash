# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

read='gdm, lightdm, sddm: read | gdm-session-worker, lightdm, sddm-helper | the same, root | not seen | not tried: their sessions need logind and devices that a jail has not | not tried | not tried'
