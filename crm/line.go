package crm

import (
	"regexp"
	"time"

	"vonal/internal/fault"
)

// Ending is what becomes of a caller to whom nobody can be given.
type Ending string

// The endings.
const (
	KeepWaiting Ending = "wait"
	TurnAway    Ending = "announce"
	TakeMessage Ending = "voicemail"
	OfferBack   Ending = "callback"
)

// Line is one of the company's numbers and what holds for calls to it.
type Line struct {
	Number   string // as it is dialled; "" for all that are not listed
	Label    string
	Team     TeamID  // whose calls these are; "" everybody's
	Language string  // of what callers are told: en, hu, ru
	Hours    HoursID // "": always open

	Closed  Ending // outside the hours; not OfferBack: nobody is there to call
	Empty   Ending // when nobody is at work who could take the call
	Overdue Ending // when the longest wait has passed

	LongestWait time.Duration // 0: for ever
	News        time.Duration // how often a waiting caller is told their place; 0: never
	Consent     bool          // callers are told that the call is recorded, before it is
	Version     int64
}

// Every number that is dialled has these characters only: the dialplan lets no
// other through.
var dialled = regexp.MustCompile(`^[0-9A-Za-z+*#]{0,40}$`)

// Checked is the line with its text cleaned, or a fault that names the member
// that cannot be.
func (l Line) Checked() (Line, error) {
	const op = "crm.Line"
	l.Label = CleanName(l.Label)
	if !dialled.MatchString(l.Number) {
		return l, fault.New(fault.Invalid, op, "%q cannot be dialled: digits, letters, +, * and #", clip(l.Number)).At("number")
	}
	if l.Language != "en" && l.Language != "hu" && l.Language != "ru" {
		return l, fault.New(fault.Invalid, op, "callers can be spoken to in en, hu and ru").At("language")
	}
	for _, e := range []struct {
		field string
		is    Ending
	}{{"closed", l.Closed}, {"empty", l.Empty}, {"overdue", l.Overdue}} {
		switch e.is {
		case KeepWaiting, TurnAway, TakeMessage:
		case OfferBack:
			if e.field == "closed" {
				return l, fault.New(fault.Invalid, op, "nobody is there to call back: voicemail, announce or wait").At(e.field)
			}
		default:
			return l, fault.New(fault.Invalid, op, "there is no ending %q: wait, announce, voicemail or callback", clip(string(e.is))).At(e.field)
		}
	}
	if l.LongestWait < 0 || l.LongestWait > 24*time.Hour || l.LongestWait > 0 && l.LongestWait < 5*time.Second {
		return l, fault.New(fault.Invalid, op, "must be between 5 s and 24 h, or 0 for no end").At("longest_wait_ms")
	}
	if l.News < 0 || l.News > time.Hour || l.News > 0 && l.News < 5*time.Second {
		return l, fault.New(fault.Invalid, op, "must be between 5 s and 1 h, or 0 for never").At("news_ms")
	}
	return l, nil
}

// OpeningHours are when some numbers are open. What the hours are, crm/hours
// knows.
type OpeningHours struct {
	ID      HoursID
	Name    string
	Hours   []byte // JSON of hours.Hours
	Version int64
}
