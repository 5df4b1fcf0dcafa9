package crm

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"vonal/internal/fault"
)

// The lengths of a password: in characters at least, in bytes at most.
const (
	MinPassword = 8
	MaxPassword = 1024
)

//go:embed common-passwords.txt
var commonPasswords string

var common = func() map[string]bool {
	m := map[string]bool{}
	for word := range strings.Lines(commonPasswords) {
		if !strings.HasPrefix(word, "#!comment") {
			m[strings.TrimSpace(word)] = true
		}
	}
	return m
}()

// CheckPassword refuses a password that is short, or that a guesser would try
// first. It asks for nothing else: no signs, no capitals, no change by the
// calendar.
func CheckPassword(login, password string) error {
	const op = "crm.CheckPassword"
	folded := strings.ToLower(password)
	switch {
	case utf8.RuneCountInString(password) < MinPassword:
		return fault.New(fault.Invalid, op, "a password has at least %d characters", MinPassword).At("password")
	case len(password) > MaxPassword:
		return fault.New(fault.Invalid, op, "a password has at most %d bytes", MaxPassword).At("password")
	case common[folded] || common[bare(folded)] || folded == CleanLogin(login) || single(folded):
		return fault.New(fault.Invalid, op, "this password is among the first that anybody would try").At("password")
	}
	return nil
}

// bare is a password without the year, the few digits or the sign that a
// guesser puts behind each word of the list.
func bare(s string) string {
	s = strings.TrimRight(s, "!.?")
	word := strings.TrimRight(s, "0123456789")
	if len(s)-len(word) > 4 {
		return s
	}
	return word
}

// single reports whether s is one character over and over.
func single(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return strings.Trim(s, string(r)) == ""
}
