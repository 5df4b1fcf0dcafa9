# Waits until no test program uses the servers below $1, then stops them, and
# with $2 = remove takes the folder away. Descriptor 3 is the lock of being the
# only reaper.
dir=$1 after=$2
exec 9<>"$dir/users"
flock -x 9

# A number may be another program's by now: the moment of birth must fit too.
running() {
	[ -r "$dir/stack.json" ] || return 0
	sed -n 's/.*"pid": \([0-9]*\).*/\1/p; s/.*"began": "\([0-9]*\)".*/\1/p' "$dir/stack.json" |
		while read -r pid && read -r began; do
			set -- $(cat "/proc/$pid/stat" 2>/dev/null)
			[ -n "$began" ] && [ "${22}" = "$began" ] || continue
			[ "$3" = Z ] && [ "${20}" -le 1 ] && continue
			echo "$pid"
		done
}

pids=$(running)
if [ -n "$pids" ]; then
	kill -CONT $pids
	kill -INT $pids
fi
tries=0
while [ -n "$pids" ] && [ "$tries" -lt 100 ]; do
	sleep 0.05
	tries=$((tries + 1))
	pids=$(running)
done
[ -z "$pids" ] || kill -KILL $pids
[ "$after" != remove ] || rm -rf "$dir"
