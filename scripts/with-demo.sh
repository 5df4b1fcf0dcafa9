#!/usr/bin/env bash
# Runs a command beside a demo company of its own, which ends with it:
#
#   scripts/with-demo.sh COMMAND...      is run as COMMAND... URL LOGIN PASSWORD
#
# It is begun when the company has had its first calls. With --past in front the
# company has three months behind it. With --quiet in front it is nobody's yet: no
# agents, no callers. VONAL_SIP is then where phones register, VONAL_TRUNK the
# address from which customers call.
set -euo pipefail
cd "$(dirname "$0")/.."
quiet='' plays=(--demo)
case "${1:-}" in
--quiet) quiet=yes; shift ;;
--past) plays+=(--past); shift ;;
esac
data=$(mktemp -d "${TMPDIR:-/tmp}/vonal-demo-XXXXXX")
chmod 755 "$data"

# A free port of SIP, with one for the provider ten above it.
port=$(node -e '
const free = port => new Promise(done => {
	const socket = require("dgram").createSocket("udp4")
	socket.once("error", () => done(0))
	socket.bind(port, "127.0.0.1", () => { const taken = socket.address().port; socket.close(() => done(taken)) })
})
const find = async () => { const port = await free(0); return port < 65000 && (await free(port + 10)) ? port : find() }
find().then(port => console.log(port))
')

export VONAL_SIP=127.0.0.1:$port VONAL_TRUNK=127.0.0.1:$((port + 10))
[ -z "$quiet" ] || plays=(--trunk "$VONAL_TRUNK")
bin/vonal run --data "$data" --http 127.0.0.1:0 --sip "$VONAL_SIP" "${plays[@]}" >"$data/out" 2>"$data/log" &
vonal=$!
finish() {
	kill -TERM "$vonal" 2>/dev/null || true
	wait "$vonal" 2>/dev/null || true
	rm -rf "$data"
}
trap finish EXIT

field() { node -p "JSON.parse(require('fs').readFileSync('$data/run.json'))['$1']"; }

# until_true SECONDS COMMAND...: waits for the command to succeed.
until_true() {
	local left=$(($1 * 5))
	shift
	until "$@"; do
		kill -0 "$vonal" 2>/dev/null || { cat "$data/log" >&2; echo "vonal: the demo company has ended" >&2; exit 1; }
		[ $((left--)) -gt 0 ] || { tail -n 40 "$data/log" >&2; echo "vonal: waited in vain for: $*" >&2; exit 1; }
		sleep 0.2
	done
}

until_true 180 test -f "$data/run.json"
url=$(field url) token=$(field token)
has_calls() { curl -sf -H "Authorization: Bearer $token" "$url/api/v1/calls?disposition=answered" | grep -q '"state":"ready"'; }
[ -n "$quiet" ] || until_true 120 has_calls
"$@" "$url" "$(field login)" "$(field password)"
