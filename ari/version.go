package ari

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrBelowFloor: this Asterisk has known holes or lacks what we build on.
var ErrBelowFloor = errors.New("asterisk is older than the oldest version supported")

// Version is an Asterisk version: 22.10.1 is {22, 10, 1}.
type Version struct{ Major, Minor, Patch int }

// floors are the releases of 2026-06-25, which mend twenty advisories at once,
// by branch. A later branch than these is new enough.
var floors = []Version{{20, 20, 1}, {21, 12, 3}, {22, 10, 1}, {23, 4, 1}}

// ParseVersion reads what Asterisk says of itself, such as
// "22.10.1+dfsg+~cs6.17.60671434-1" or "certified-20.7-cert3".
func ParseVersion(text string) (Version, error) {
	digits := strings.TrimPrefix(strings.TrimSpace(text), "certified-")
	if end := strings.IndexFunc(digits, func(r rune) bool { return r != '.' && (r < '0' || r > '9') }); end >= 0 {
		digits = digits[:end]
	}
	var n [3]int
	for i, part := range strings.SplitN(digits, ".", 4) {
		value, err := strconv.Atoi(part)
		if err != nil {
			return Version{}, fmt.Errorf("ari: no version: %q", text)
		}
		if i < len(n) {
			n[i] = value
		}
	}
	return Version{n[0], n[1], n[2]}, nil
}

func (v Version) String() string { return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch) }

// Less reports whether v is older than w.
func (v Version) Less(w Version) bool {
	if v.Major != w.Major {
		return v.Major < w.Major
	}
	if v.Minor != w.Minor {
		return v.Minor < w.Minor
	}
	return v.Patch < w.Patch
}

// CheckVersion returns ErrBelowFloor, with both versions named, if this
// Asterisk is too old.
func CheckVersion(info AsteriskInfo) error {
	if info.System == nil {
		return errors.New("ari: Asterisk does not tell its version")
	}
	v, err := ParseVersion(info.System.Version)
	if err != nil {
		return err
	}
	for _, floor := range floors {
		if v.Major == floor.Major && v.Less(floor) || v.Major < floors[0].Major {
			return fmt.Errorf("%w: %s, want at least %s", ErrBelowFloor, v, floor)
		}
	}
	return nil
}
