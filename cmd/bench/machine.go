package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// machine says on what was measured, and how busy it was before.
func machine() string {
	name := "unknown processor"
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				name = strings.TrimSpace(value)
				break
			}
		}
	}
	load := "?"
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		load, _, _ = strings.Cut(string(text), " ")
	}
	return fmt.Sprintf("%d × %s, load before %s, %s", runtime.NumCPU(), name, load, runtime.Version())
}

// hertz is the unit of /proc's processor times on Linux.
const hertz = 100

// spent is the processor time a process and its ended and present children
// have used; zero if there is no such process.
func spent(pid int) time.Duration {
	total := ticks(pid)
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", pid))
	if err == nil {
		for child := range strings.FieldsSeq(string(children)) {
			if n, err := strconv.Atoi(child); err == nil {
				total += ticks(n)
			}
		}
	}
	return time.Duration(total) * time.Second / hertz
}

// ticks are utime, stime, cutime and cstime of proc_pid_stat(5).
func ticks(pid int) (total int) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name may hold blanks
	fields := strings.Fields(rest)
	for i := 11; i < 15 && i < len(fields); i++ {
		n, _ := strconv.Atoi(fields[i])
		total += n
	}
	return total
}
