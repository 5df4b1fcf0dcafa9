#!/bin/sh
# Installs the Debian packages Vonal needs and this machine does not have.
#
#   scripts/install-missing.sh        what "vonal run" needs
#   scripts/install-missing.sh test   also what the tests need
#
# Nothing is done, and apt is not asked, when everything is there.
set -eu

fail() {
	echo "vonal: $*" >&2
	exit 1
}

# at_least HAVE WANT: is version HAVE the same or newer?
at_least() {
	[ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]
}

command -v go >/dev/null || fail "Go is not installed: install Go 1.26 or newer from https://go.dev/dl/ and put it on the PATH"
# Asked outside the project: inside, go would fetch the version go.mod names.
go=$(cd / && GOTOOLCHAIN=local go env GOVERSION) || fail "go env does not work: install Go 1.26 or newer"
at_least "${go#go}" 1.26 || fail "Go is ${go#go}, but 1.26 or newer is needed: install it from https://go.dev/dl/"
command -v node >/dev/null || fail "Node is not installed: install Node 20 or newer from https://nodejs.org/"
node=$(node --version)
at_least "${node#v}" 20 || fail "Node is ${node#v}, but 20 or newer is needed: install it from https://nodejs.org/"
command -v npm >/dev/null || fail "npm is not installed: it comes with Node from https://nodejs.org/"

packages="postgresql redis-server mmdebstrap util-linux"
[ "${1:-}" != test ] || packages="$packages sip-tester chromium procps clamav-daemon"

installed() {
	[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

command -v dpkg-query >/dev/null || fail "this is not Debian: install by hand what provides $packages"
missing=
for package in $packages; do
	installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

[ "$(id -u)" = 0 ] || fail "not root: run as root, or let an administrator run: apt-get install$missing"
command -v apt-get >/dev/null || fail "apt-get is not on the PATH: install by hand:$missing"

echo "vonal: installing$missing"
apt-get update -q || fail "apt-get update failed: see its message above"
# shellcheck disable=SC2086 # the names are meant to be split
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing ||
	fail "apt-get could not install$missing: see its message above"
echo "vonal: installed$missing"
