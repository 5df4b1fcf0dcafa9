package crm

import (
	"slices"
	"time"

	"vonal/internal/fault"
)

// MailChoice is what of the notices a user gets by mail.
type MailChoice string

// The choices about mail.
const (
	MailOff    MailChoice = "off"
	MailAtOnce MailChoice = "at_once" // what is important, as it happens
	MailDigest MailChoice = "digest"  // what is unread, once a day
)

// NoticeChoices are how a user is told of notices, beside the page.
type NoticeChoices struct {
	Mail      MailChoice
	DailyAt   string // the local time of day of the digest: "08:00"
	Push      bool   // there is a browser for it
	QuietFrom string // nothing is sent from then to QuietTo, local; "" for no such hours
	QuietTo   string
	Zone      string // IANA
	Language  string // of what is sent
}

// Languages are those in which letters are written.
var Languages = []string{"en", "hu", "ru"}

// DefaultNoticeChoices are those of who has made none.
func DefaultNoticeChoices(zone string) NoticeChoices {
	return NoticeChoices{Mail: MailOff, DailyAt: "08:00", QuietFrom: "20:00", QuietTo: "07:00", Zone: zone, Language: "en"}
}

// Check refuses what cannot be; the fault names the member. The zone is checked
// by crm/quiet.
func (c NoticeChoices) Check() error {
	bad := func(field, why string) error {
		return fault.New(fault.Invalid, "crm.NoticeChoices", "%s", why).At(field)
	}
	switch {
	case !slices.Contains([]MailChoice{MailOff, MailAtOnce, MailDigest}, c.Mail):
		return bad("mail", "is off, at_once or digest")
	case !timeOfDay(c.DailyAt):
		return bad("daily_at", "is a time of day such as 08:00")
	case (c.QuietFrom == "") != (c.QuietTo == ""):
		return bad("quiet_to", "quiet hours have a beginning and an end")
	case c.QuietFrom != "" && !timeOfDay(c.QuietFrom):
		return bad("quiet_from", "is a time of day such as 20:00")
	case c.QuietTo != "" && !timeOfDay(c.QuietTo):
		return bad("quiet_to", "is a time of day such as 07:00")
	case c.QuietFrom != "" && c.QuietFrom == c.QuietTo:
		return bad("quiet_to", "must not be when they begin")
	case !slices.Contains(Languages, c.Language):
		return bad("language", "there are no letters in this language")
	}
	return nil
}

func timeOfDay(text string) bool {
	_, err := time.Parse("15:04", text)
	return err == nil && len(text) == 5
}

// PatientNotices are the kinds that a mail of what is important leaves out.
var PatientNotices = []NoticeKind{NoticeTaskGiven, NoticeTaskSaid}

// Important reports whether a notice cannot wait for a digest.
func (k NoticeKind) Important() bool { return !slices.Contains(PatientNotices, k) }

// Channel is a way to somebody.
type Channel string

// The channels beside the page, and the one out of the house.
const (
	ByMail    Channel = "mail"
	ByPush    Channel = "push"
	ByWebhook Channel = "webhook"
)

// Way is on what occasion something is sent.
type Way string

// The ways.
const (
	AtOnce Way = "at_once"
	Digest Way = "digest"
)

// Parcel is what is sent to a user now.
type Parcel struct {
	Delivery DeliveryID
	Way      Way
	To       User
	Choices  NoticeChoices
	Notices  []Notice // newest first, at most MaxParcel
	More     int      // further ones that are not among them
}

// MaxParcel is how many notices are told at once.
const MaxParcel = 50

// DeliveryEnd is how far an attempt to send something has led.
type DeliveryEnd struct {
	Sent bool
	Over bool   // it was not sent, and is not tried again
	Why  string // why it was not sent
}

// MostAttempts is how often something is tried to be sent: for a day and a half.
const MostAttempts = 12

// RetryAfter is how long after so many attempts that have not succeeded another
// is made.
func RetryAfter(attempts int) time.Duration {
	return min(time.Minute<<min(max(attempts-1, 0), 10), 6*time.Hour)
}
