package crm

// E164 is a telephone number as the whole world writes it: "+3612345678".
type E164 string

// Number is a caller's number as it came and as it is. E164 is "" when the
// number was withheld or is none; such calls never share a card.
type Number struct {
	Raw  string // as the trunk gave it, cleaned
	E164 E164
}

// Withheld reports whether nobody can tell from the number who called.
func (n Number) Withheld() bool { return n.E164 == "" }

// Valid reports whether e is written as a number of the whole world: a plus, no
// leading zero, at most fifteen digits.
func (e E164) Valid() bool {
	s := string(e)
	if len(s) < 3 || len(s) > 16 || s[0] != '+' || s[1] == '0' {
		return false
	}
	for _, c := range s[1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
