# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What tests/vm/sessions and tests/vm/exhaustion do: a machine with this build that runs some files of
# tests/vm/guest. `make check-vm` makes the image first.
#
# WITHOUT  options of the kernel that leave out more of what costs time
# MACHINE  which image below BUILD (vm)
# VM_ONLY  runs only the tests whose names match this regular expression
set -eu

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
directory=${BUILD:-build}/${MACHINE:-vm}

# are_wanted FILE...
are_wanted()
{
	(cd "$here/guest" && sed -n 's/^\(test_[a-z0-9_]*\)().*/\1/p' "${@/%/.bash}") | grep -q -E "${VM_ONLY:-.}"
}

# Two lines with both ends in the machine: a serial one and a virtual one, see tests/vm/guest/consoles.bash.
line()
{
	local socket=$directory/$1.$2.line

	rm -f "$socket"
	printf '%s\n' -chardev "socket,id=$2-a,path=$socket,server=on,wait=off" -chardev "socket,id=$2-b,path=$socket" \
		-device "$2,chardev=$2-a" -device "$2,chardev=$2-b"
}

# check NAME FILE...
check()
{
	# What costs time in emulation, and is not what is tested.
	local options="mitigations=off no5lvl nowatchdog ${WITHOUT-audit=0 apparmor=0}" files=${*:2} lines

	are_wanted "${@:2}" || { printf '1..1\nok 1 # SKIP none of its tests is called that\n'; return; }
	mapfile -t lines < <(line "$1" isa-serial; line "$1" virtconsole)
	exec "$here/boot" "$directory" "$1" "$options vm_files=${files// /,}${VM_ONLY:+ vm_only=$VM_ONLY}" \
		-device virtio-serial-pci "${lines[@]}"
}
