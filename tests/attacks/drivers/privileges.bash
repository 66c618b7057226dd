# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Class D: ids and capabilities. attack_ID plain|private|control, see run.

# uid 0 as the user who logs in. With a user namespace he is the jail's, and his capabilities end there.
attack_D2()
{
	local mode="user_namespace = no" answer status=0

	[[ $1 == control ]] && { [[ $(probe_weak D1 2>/dev/null) == *'capabilities: fell'* ]]; return; }
	[[ $1 != private ]] || mode="user_namespace = yes"
	printf '%s\n' '[default]' "rootfs = $HOST_ROOTFS" "$mode" 'home = none' '[user root]' 'jail = yes' | host_config
	: >"$HOST_LOG"
	answer=$(on_host "$LOGINS" nsjail root 1 "$PROBER" private-root E1 E2 E10) || status=$?
	if ((status == 254)); then
		host_log_flush
		grep -aE 'refused .*(uid 0|root|sub)' "$HOST_LOG"
		return
	fi
	[[ $1 == private && $answer == *held* && $answer != *fell* ]]
}
