#!/usr/bin/env bash
# The tests: "fast" or "all". Ends non-zero if anything failed; the last line
# counts what passed and what failed.
set -uo pipefail
cd "$(dirname "$0")/.."
what=${1:-all}
log=var/test
mkdir -p "$log"
passed=0 failed=0

# step NAME COMMAND...: one thing that passes or fails as a whole.
step() {
	local name=$1
	shift
	echo "--- $name"
	if "$@" >"$log/$name.log" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $name; the end of $log/$name.log:"
		tail -n 60 "$log/$name.log"
	fi
}

# failures LOG: of each test that failed, its name and the last lines it wrote;
# what passed is left out.
failures() {
	awk '
		/^=== (RUN|CONT|NAME)/ { test = $3; next }
		/^ *--- (PASS|SKIP)/ { delete said[$3]; next }
		/^ *--- FAIL/ { print; printf "%s", said[$3]; shown = 1; next }
		/^(panic:|fatal error:|WARNING: DATA RACE|goroutine [0-9]+ \[running\])/ { loud = 40 }
		loud-- > 0 || /\[build failed\]|^FAIL|^# / { print; next }
		/^ +[a-z_0-9]+\.go:[0-9]+:/ { told = 12 }
		told-- > 0 { said[test] = said[test] $0 "\n" }
	' "$1" | tail -n 150
}

# go_tests NAME ARGUMENT...: Go tests, counted one by one.
go_tests() {
	local name=$1
	shift
	echo "--- $name"
	local ok=0
	go test -v "$@" >"$log/$name.log" 2>&1 || ok=1
	local p f
	p=$(grep -cE '^ *--- PASS' "$log/$name.log")
	f=$(grep -cE '^ *--- FAIL' "$log/$name.log")
	grep -E '^(ok|FAIL|panic:)' "$log/$name.log" || true
	if [ "$ok" != 0 ]; then
		[ "$f" -gt 0 ] || f=1
		echo "FAILED $name; what failed, from $log/$name.log:"
		failures "$log/$name.log"
	fi
	passed=$((passed + p)) failed=$((failed + f))
}

formatted() {
	local unformatted
	unformatted=$(gofmt -l $(git ls-files '*.go'))
	[ -z "$unformatted" ] || { echo "not formatted by gofmt:"; echo "$unformatted"; return 1; }
}

step format formatted
step vet go vet ./...
step page bash -c 'cd web && npm run --silent check'
step size npm --prefix web run --silent size
fast=$(go list ./... | grep -vE '/internal/(e2e|sipphone|localstack)|/cmd/bench')
go_tests rules -race -count=1 -timeout 20m -p 2 $fast
if [ "$what" = all ]; then
	go_tests servers -count=1 -timeout 10m -p 1 ./internal/localstack/... ./internal/sipphone/...
	go_tests calls -count=1 -timeout 20m -p 1 ./internal/e2e/...
	step browser scripts/with-demo.sh npm --prefix web run --silent e2e --
	step days scripts/with-demo.sh --quiet npm --prefix web run --silent days --
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
