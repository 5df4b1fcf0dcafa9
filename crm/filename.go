package crm

import (
	"strings"
	"unicode/utf8"
)

// MaxFileName is the longest name of a file in bytes: what file systems hold.
const MaxFileName = 255

// CleanFileName makes a plain file name of whatever was sent as one: the last
// part of a path of any system, without what no file system takes and without
// what makes a name read as another, at most MaxFileName bytes long. It keeps
// its ending, and is never empty.
func CleanFileName(raw string) string {
	if at := strings.LastIndexAny(raw, `/\`); at >= 0 {
		raw = raw[at+1:]
	}
	name := clean(raw, MaxNote, func(rune) bool { return false })
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, name)
	// Windows drops dots and blanks at the end: what is shown would not be what
	// is opened. A dot at the beginning hides a file.
	name = strings.Trim(name, ". ")
	if name == "" {
		return "file"
	}
	if stem, _, _ := strings.Cut(name, "."); reserved[strings.ToUpper(strings.TrimSpace(stem))] {
		name = "_" + name
	}
	return shortened(name)
}

// shortened cuts the name by bytes, between letters, in front of its ending.
func shortened(name string) string {
	if len(name) <= MaxFileName {
		return name
	}
	ending := ""
	if e := FileEnding(name); e != "" && len(e) < 32 {
		ending = name[len(name)-len(e)-1:]
	}
	cut := MaxFileName - len(ending)
	for !utf8.RuneStart(name[cut]) {
		cut--
	}
	return strings.TrimRight(name[:cut], ". ") + ending
}

// FileEnding is what stands behind the last dot of a name, in small letters.
func FileEnding(name string) string {
	at := strings.LastIndexByte(name, '.')
	if at <= 0 {
		return ""
	}
	return strings.ToLower(name[at+1:])
}

// reserved are the names that mean devices to Windows, whatever their ending.
var reserved = map[string]bool{
	"CON": true, "PRN": true, "AUX": true, "NUL": true, "CONIN$": true, "CONOUT$": true,
	"COM1": true, "COM2": true, "COM3": true, "COM4": true, "COM5": true, "COM6": true, "COM7": true, "COM8": true, "COM9": true,
	"LPT1": true, "LPT2": true, "LPT3": true, "LPT4": true, "LPT5": true, "LPT6": true, "LPT7": true, "LPT8": true, "LPT9": true,
}
