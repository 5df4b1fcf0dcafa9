package crm

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"time"

	"vonal/internal/fault"
)

// AuditOutcome is how an audited act ended.
type AuditOutcome string

// The outcomes.
const (
	AuditDone    AuditOutcome = "done"
	AuditRefused AuditOutcome = "refused"
)

// AuditLine is one line of the audit log: who did what to which thing, when,
// from where and with which outcome. Lines hold on to each other: each one's
// Hash is made of the Hash before it and of the line itself.
type AuditLine struct {
	Seq     int64 // from 1 without a gap; given by the chain
	At      time.Time
	User    UserID // "" where nobody was logged in
	What    string // "logged_in", "recording_played"; [a-z_]
	Thing   string // the kind of thing: "cards"
	ThingID string
	IP      string
	Outcome AuditOutcome
	Detail  string // a few words or an id more
	Hash    []byte
}

// AuditHead is the newest line's place and hash. Who has written it down
// somewhere else can tell later that nothing up to there was changed, nor cut
// off behind it.
type AuditHead struct {
	Seq  int64
	Hash []byte
}

// AuditFilter narrows a list of lines; a zero member does not.
type AuditFilter struct {
	User    UserID
	What    string
	ThingID string
	Outcome AuditOutcome
	From    time.Time
	To      time.Time
}

// MaxAuditDetail is how much of a detail is kept.
const MaxAuditDetail = 500

// Checked is the line with its text cleaned and bounded.
func (l AuditLine) Checked() AuditLine {
	l.Thing, l.ThingID, l.IP = CleanName(l.Thing), CleanName(l.ThingID), CleanName(l.IP)
	l.Detail = clean(l.Detail, MaxAuditDetail, func(rune) bool { return false })
	if l.Outcome == "" {
		l.Outcome = AuditDone
	}
	l.At = Moment(l.At)
	return l
}

// Chained is the line as the one that follows head.
func (l AuditLine) Chained(head AuditHead) AuditLine {
	l.Seq = head.Seq + 1
	sum := sha256.New()
	sum.Write(head.Hash)
	sum.Write(l.canonical())
	l.Hash = sum.Sum(nil)
	return l
}

// canonical is the line as it is hashed: a JSON array, which keeps the end of
// one member from being taken for the beginning of the next.
func (l AuditLine) canonical() []byte {
	text, _ := json.Marshal([]any{l.Seq, l.At.UnixMicro(), l.User, l.What, l.Thing, l.ThingID, l.IP, l.Outcome, l.Detail}) // cannot fail
	return text
}

// Follow checks that the line follows head unchanged, and is the head then. The
// fault is of kind Conflict and names the line.
func (h AuditHead) Follow(l AuditLine) (AuditHead, error) {
	const op = "crm.AuditHead"
	if l.Seq != h.Seq+1 {
		return h, fault.New(fault.Conflict, op, "line %d is missing: line %d follows line %d", h.Seq+1, l.Seq, h.Seq)
	}
	if !bytes.Equal(l.Chained(h).Hash, l.Hash) {
		return h, fault.New(fault.Conflict, op, "line %d does not hold: it or its hash was changed", l.Seq)
	}
	return AuditHead{Seq: l.Seq, Hash: l.Hash}, nil
}
