# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# The attacks on this system as it is installed: nsjailctl(8) opens a session of $user as a login would, and
# the prober, fed through standard input, runs in his jail. Only what the prober can tell is judged; the
# rest needs a host of its own. It must never: write outside of the jail, or run code of the jail's outside.
#
# shellcheck disable=SC2154,SC2034 # the variables of run

# Where a program can be put in a jail, the first that works; then the prober, as SHELL'S COMMAND says.
# shellcheck disable=SC2016
INSTALLED_SCRIPT='
	for directory in "$HOME" /tmp /var/tmp /dev/shm; do
		file=$directory/.attack_prober.$$
		(umask 077; cat >"$file") 2>/dev/null && chmod 0700 "$file" && "$file" is-root >/dev/null 2>&1
		[ $? -le 1 ] && break
		rm -f "$file" 2>/dev/null
		file=
	done
	[ -n "$file" ] || { echo "no place for the prober" >&2; exit 3; }
	$PREFIX "$file" $ACTOR
	rm -f "$file"'

# probe_installed ACTOR PREFIX ID...
probe_installed()
{
	local actor=$1 prefix=$2

	shift 2
	nsjailctl run "$user" /bin/sh -c "PREFIX='$prefix'; ACTOR='$actor $*'; $INSTALLED_SCRIPT" <"$prober"
}

# Every id that the prober knows, but for those that need sshd or a terminal around it.
installed_ids()
{
	local id

	for id in "${order[@]}"; do
		[[ $id == A12 || $id == B5 ]] || printf '%s\n' "$id"
	done
}

# A user namespace maps less than all ids.
installed_mode()
{
	local map

	map=$(nsjailctl run "$user" /bin/sh -c 'cat /proc/self/uid_map' </dev/null) || return 1
	[[ $map =~ ^\ *0\ +0\ +4294967295$ ]] && echo plain || echo private
}

# run_installed [COMMAND that makes him his own root]
run_installed()
{
	local root=$1 mode other=plain id list

	prober=$here/attack_prober
	[[ -x $prober ]] || prober=$BUILD/tools/attack_prober
	[[ -x $prober ]] || { echo "there is no '$prober': make programs" >&2; exit 2; }
	mode=$(installed_mode) || { echo "'$user' gets no jail" >&2; exit 2; }
	[[ $mode == private ]] || other=private
	mapfile -t list < <(installed_ids)
	coproc SERVE { "$prober" serve; }
	read -r -t 10 _ <&"${SERVE[0]}"
	probe_installed "$mode" '' "${list[@]}" >>"$work/probes.$mode" || { echo "the prober did not run" >&2; exit 2; }
	if [[ -n $root ]]; then
		probe_installed "$mode-root" "$root" "${list[@]}" >>"$work/probes.$mode"
	fi
	eval "exec ${SERVE[1]}>&-"
	wait "$SERVE_PID"
	for id in "${order[@]}"; do
		details[$id.control]='not here: make check-attacks shows it' details[$id.$other]="not here: '$user' has the other mode"
		if grep -q "^$id .*: \(held\|fell\)" "$work/probes.$mode"; then
			details[$id.$mode]=$(probe_answer "$id" "$mode")
		else
			details[$id.$mode]='not here: make check-attacks tries it'
		fi
	done
}
