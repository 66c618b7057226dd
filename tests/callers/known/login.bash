# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm small'
services=login
set='last in `/etc/pam.d/login`'

caller_version() { on_host dpkg-query -W -f 'login ${Version} of shadow' login; }
caller_run() { on_terminal "$@"; }
# One of its own, where what is typed comes after the greeting.
on_terminal()
{
	local status=0

	forget_job "$1"
	on_client env "JOB=$(job "$2"); exit" expect -c "
		set timeout $CALLER_LIMIT
		log_user 0
		spawn ${TRACE[*]} login -f $1
		expect -re {[\$] } { send \"\$env(JOB)\r\" } timeout { exit 1 } eof { exit 1 }
		expect eof" </dev/null
	# When the terminal is gone, so is the job.
	JOB_LIMIT=2 job_result "$1" || status=$?
	forget_job "$1"
	return "$status"
}
