# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Reads the table of what users do. It must never: take a row that is not whole.
#
# rows_read FILE        ROWS, the names in their order; ROW[NAME.FIELD]; false with a reason on standard error
# cell_keys CELL        the lines for nsjail.conf that a cell asks for; none for `works` and `no: ...`
# cell_words CELL       the same for a page
# PROFILES              the columns

PROFILES=(plain private @usr)
ROWS=()
declare -gA ROW=()

rows_read()
{
	local line field value name='' number=0

	ROWS=() ROW=()
	while IFS= read -r line; do
		number=$((number + 1))
		case $line in
		'' | '#'*) continue ;;
		$'\t'*) ;;
		*) name=$line && ROWS+=("$name") && continue ;;
		esac
		read -r field value <<<"$line"
		case $field in
		packages | types | later | prints | because | plain | private | @usr) ;;
		*) echo "$1:$number: '$field' is no field" >&2; return 1 ;;
		esac
		ROW[$name.$field]+=${ROW[$name.$field]:+$'\n'}$value
	done <"$1"
	rows_whole "$1"
}

rows_whole()
{
	local name field

	for name in "${ROWS[@]}"; do
		for field in packages types prints "${PROFILES[@]}"; do
			[[ -n ${ROW[$name.$field]:-} ]] || { echo "$1: '$name' has no '$field'" >&2; return 1; }
		done
		[[ -n ${ROW[$name.because]:-} || ${ROW[$name.plain]}${ROW[$name.private]}${ROW[$name.@usr]} != *no:* ]] ||
			{ echo "$1: '$name' has a no, and no 'because'" >&2; return 1; }
	done
}

cell_keys()
{
	[[ $1 != works && $1 != no:* ]] || return 0
	sed 's/ *; */\n/g' <<<"$1"
}

cell_words()
{
	case $1 in
	works | no:*) echo "$1" ;;
	*) sed 's/ *; */`, `/g; s/^/`/; s/$/`/' <<<"$1" ;;
	esac
}
