package main

import (
	"os"
	"strings"
	"time"
)

// companyZone is the zone of that name; of "Local" the machine's own, by its
// IANA name: a deadline is kept with the zone in which it was meant, and "Local"
// would mean another one on another machine. A machine that does not say lives
// in UTC.
func companyZone(name string) (*time.Location, error) {
	if name != "Local" {
		return time.LoadLocation(name)
	}
	timezone, _ := os.ReadFile("/etc/timezone") // Debian's; not there elsewhere
	localtime, _ := os.Readlink("/etc/localtime")
	_, link, _ := strings.Cut(localtime, "zoneinfo/")
	for _, name := range []string{strings.TrimPrefix(os.Getenv("TZ"), ":"), link, strings.TrimSpace(string(timezone))} {
		if zone, err := time.LoadLocation(name); err == nil && name != "" && name != "Local" {
			return zone, nil
		}
	}
	return time.UTC, nil
}
