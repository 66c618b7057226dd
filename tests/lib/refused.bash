# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What the tables of bad input share, on top of session.bash: logins by tools/caller that are refused in
# time, and their control. It must never: let a login pass that another line in the log refuses.
#
# refused_host                              the private host of this file
# refused_in_time WHAT CAUSE [USER [SERVICE [STEP...]]]   one login; the steps come before it
# words_refused WORDS CAUSE                 one with these words in the PAM line
# let_in [USER [SERVICE]]                   the control of all these

REFUSED_TESTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/lib/session.bash
. "$REFUSED_TESTS/session.bash"

refused_host()
{
	session_host
	printf '%s\n' "session required /srv/host/pam_nsjail.so" >"$HOST_ROOT/etc/pam.d/nsjail-caller"
}

refused_in_time()
{
	in_time refused_once "$@"
}

refused_once()
{
	local what=$1 cause=$2 refusals

	run on_host /srv/host/tools/caller "${4:-nsjail-caller}" "${3-alice}" save log "${@:5}" open where gone
	# shellcheck disable=SC2154 # bats' own, set by run
	assert_equal "$output" $'told Login refused\nopen perm_denied\noutside\ngone' "answer to $what" || return 1
	refusals=$(host_log_refusals)
	assert_equal "$(grep -c . <<<"$refusals")" 1 "log lines about $what ('${refusals:0:2000}')" || return 1
	[[ $refusals == *"$cause"* ]] || fail "$what: the line is '${refusals:0:2000}', without '$cause'"
}

let_in()
{
	run on_host /srv/host/tools/caller "${2:-nsjail-caller}" "${1:-alice}" save log open where gone
	assert_match "$output" '^open success'
}

words_refused()
{
	printf 'session required /srv/host/pam_nsjail.so %b\n' "$1" >"$HOST_ROOT/etc/pam.d/nsjail-words"
	refused_in_time "the words '${1:0:60}'" "$2" alice nsjail-words
}
