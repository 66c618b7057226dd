# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Logins on a real systemd machine, and what pam_systemd does about them.

namespaces='for kind in mnt pid uts ipc cgroup net; do readlink /proc/self/ns/$kind; done'

# jailed TEXT: no namespace in it is the machine's.
jailed()
{
	local line

	[ "$(grep -c '^[a-z]*:\[' <<<"$1")" -ge 6 ]
	while read -r line; do
		case $line in
		*:\[*) [ "$(readlink "/proc/1/ns/${line%%:*}")" != "$line" ] || fail "'$line' is the machine's" ;;
		esac
	done <<<"$1"
}

test_ssh_plain()
{
	out=$(as dora "$namespaces; hostname; id -un")
	jailed "$out"
	same "$(tail -n 2 <<<"$out" | xargs)" "dora dora" "name and user"
	within 5 no_jails
}

test_ssh_private()
{
	out=$(as paul "$namespaces; readlink /proc/self/ns/user; cat /proc/self/uid_map; id -un")
	jailed "$out"
	grep -q '200000' <<<"$out"
	within 5 no_jails
}

test_su()
{
	jailed "$(su - dora -c "$namespaces")"
	jailed "$(su - alice -c "$namespaces")"
	within 5 no_jails
}

test_exempt_users_have_what_pam_systemd_gives()
{
	out=$(as carol 'echo $XDG_RUNTIME_DIR; systemctl --user is-active default.target; loginctl list-sessions --no-legend')
	same "$(head -n 1 <<<"$out")" "/run/user/$(id -u carol)" XDG_RUNTIME_DIR
	grep -q carol <<<"$out" || fail "logind does not know carol: $out"
}

test_jailed_users_have_no_manager_outside()
{
	hold alice 'echo XDG=$XDG_RUNTIME_DIR; stat -c "%u %a" $XDG_RUNTIME_DIR; env; sleep 1000'
	within 60 grep -q '^HOME=' /run/held-alice.log
	cat /run/held-alice.log
	same "$(sed -n 's/^XDG=//p' /run/held-alice.log)" "/run/user/$(id -u alice)" XDG_RUNTIME_DIR
	same "$(sed -n 2p /run/held-alice.log)" "$(id -u alice) 700" "the owner and mode of it"
	not grep -E '^(DBUS_SESSION_BUS_ADDRESS|XDG_SESSION)' /run/held-alice.log
	[ ! -e "/run/user/$(id -u alice)" ] || fail "the machine's /run/user has alice"
	not systemctl is-active "user@$(id -u alice).service"
	loginctl list-sessions --no-legend >/run/sessions
	not grep alice /run/sessions
}

# Last, because the minute has to come.
test_cron()
{
	within 75 test -s /home/alice/done
	jailed "$(cat /home/alice/done)"
	same "$(tail -n 1 /home/alice/done)" "0::/" "the cgroup that a job sees"
	within 5 no_jails
}

# The journal says itself whose process wrote a line, and what a jail writes comes by the keeper.
test_why_reads_the_journal_and_believes_no_jail()
{
	begin=$(date +%s)
	printf '%s\n' '[user dora]' 'colour = red' >/etc/security/nsjail.d/dora.conf
	not as dora 'echo inside' >/run/refused 2>&1
	rm /etc/security/nsjail.d/dora.conf
	refusals "$begin" "unknown key 'colour'"
	id=$(sed -n 's/.*: refused \[\([0-9a-f]*\)\].*/\1/p' /run/journal | head -n 1)
	nsjailctl why "$id" >/run/why
	cat /run/why
	grep -q "unknown key 'colour'" /run/why
	as dora "logger -p authpriv.err -t pam_nsjail_helper \"pam_nsjail(sshd:session): refused [0badf00d] user 'dora': unknown key 'colour'\""
	journalctl --sync
	within 10 eval 'journalctl -q -o cat _UID=0 --since "@$begin" | grep "refused \[0badf00d\] user .dora."'
	not nsjailctl why 0badf00d >/run/why 2>&1
	cat /run/why
	within 5 no_jails
}
