# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What the demonstration prints: headings, steps, one kind of table, and facts with their check.
# It must never: colour what is no terminal, or show a fact that was not compared.
#
# heading TEXT, step TEXT       a part begins; something that takes a while begins
# table_head NAME...            the names above the columns; 80 characters hold four
# table_row LABEL VALUE...      a line of the table
# fact TEXT ACTUAL EXPECTED     prints TEXT with ok or FAILED, and counts
# give_up TEXT                  the demonstration can not go on

FACTS=0
FACTS_FAILED=0

paint()
{
	local colour

	case $1 in
	red) colour=31 ;;
	green) colour=32 ;;
	bold) colour=1 ;;
	esac
	if [[ $SCREEN_IS_COLOURED == yes ]]; then
		printf '\e[%sm%s\e[m' "$colour" "$2"
	else
		printf '%s' "$2"
	fi
}

# Decided here, as the standard output of paint is mostly a pipe.
SCREEN_IS_COLOURED=no
[[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]] && SCREEN_IS_COLOURED=yes

heading()
{
	printf '\n%s\n' "$(paint bold "$1")"
}

step()
{
	printf '  %s ...\n' "$1"
}

give_up()
{
	printf 'demo: %s\n' "$1" >&2
	exit 1
}

table_row()
{
	local label=$1 value

	shift
	printf '  %-14s' "$label"
	for value; do
		printf ' %-15.15s' "$value"
	done | sed 's/ *$//'
	echo
}

table_head()
{
	paint bold "$(table_row "" "$@")"
	echo
}

fact()
{
	local text=$1 actual=$2 expected=$3

	FACTS=$((FACTS + 1))
	if [[ $actual == "$expected" ]]; then
		printf '  %s      %s\n' "$(paint green ok)" "$text"
		return 0
	fi
	FACTS_FAILED=$((FACTS_FAILED + 1))
	printf '  %s  %s\n' "$(paint red FAILED)" "$text"
	printf '            found:    %s\n' "${actual//$'\n'/ | }"
	printf '            expected: %s\n' "${expected//$'\n'/ | }"
}
