#!/bin/sh
# Makes a root folder with Debian's Asterisk, since Debian 12 has no package.
#
#   scripts/asterisk-root.sh [DIR]    DIR is var/asterisk-root when not given
#
# Nothing is done when DIR, or this machine itself, has one that is new enough.
# The folder is made under another name and renamed when it is complete, so an
# interrupted run leaves nothing that looks finished.
set -eu

need=22.10.1 # as localstack.MinAsterisk
dir=${1:-$(dirname "$0")/../var/asterisk-root}

fail() {
	echo "vonal: $*" >&2
	exit 1
}

# new_enough "Asterisk 22.10.1~dfsg+...": is that version at least $need?
new_enough() {
	have=$(printf '%s' "$1" | sed -n 's/[^0-9]*\([0-9][0-9]*\.[0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
	[ -n "$have" ] && [ "$(printf '%s\n%s\n' "$have" "$need" | sort -V | head -n 1)" = "$need" ]
}

if command -v asterisk >/dev/null && new_enough "$(asterisk -V 2>/dev/null)"; then
	exit 0
fi
[ "$(id -u)" = 0 ] || fail "not root: the root folder of Asterisk can only be made, and run, by root"
if [ -x "$dir/usr/sbin/asterisk" ] && new_enough "$(chroot "$dir" /usr/sbin/asterisk -V 2>/dev/null)"; then
	exit 0
fi
command -v mmdebstrap >/dev/null || fail "mmdebstrap is not installed: run scripts/install-missing.sh"

mkdir -p "$(dirname "$dir")"
dir=$(cd "$(dirname "$dir")" && pwd)/$(basename "$dir")
exec 9>"$dir.lock"
flock -n 9 || {
	echo "vonal: another run makes $dir, waiting for it"
	flock 9
	exec "$0" "$dir"
}
building=$dir.building
rm -rf "$building"
trap 'rm -rf "$building" "$dir.lock"' EXIT
trap 'exit 1' INT TERM HUP

made=
for suite in forky sid; do
	echo "vonal: making the root folder of Asterisk from Debian $suite (about 100 MB to fetch, 380 MB on disk, under a minute)"
	# A mirror that is some days behind has an expired release file.
	if mmdebstrap --variant=minbase --aptopt='Acquire::Check-Valid-Until "false"' \
		--include=asterisk,asterisk-core-sounds-en-wav,asterisk-moh-opsound-wav \
		"$suite" "$building"; then
		if new_enough "$(chroot "$building" /usr/sbin/asterisk -V)"; then
			made=yes
			break
		fi
		echo "vonal: Debian $suite has only Asterisk $have"
	fi
	rm -rf "$building"
done
[ -n "$made" ] || fail "no Asterisk $need or newer could be fetched: see the messages of mmdebstrap above"

# What each Asterisk mounts its own folders and files over.
mkdir -p "$building/run/asterisk"
: >"$building/etc/hosts"
rm -f "$building/etc/resolv.conf"
: >"$building/etc/resolv.conf"
rm -rf "$building/var/cache/apt" "$building/var/lib/apt/lists"

rm -rf "$dir"
mv "$building" "$dir"
echo "vonal: Asterisk $have is in $dir"
