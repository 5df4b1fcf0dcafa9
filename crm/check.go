package crm

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"vonal/internal/fault"
)

// MaxID is the longest id, and the longest number as a trunk gives it, that is
// kept.
const MaxID = 128

// MaxPhones is how many numbers a card can have.
const MaxPhones = 20

// Checked is the agent with its text cleaned and what was left out filled in,
// or a fault that names the member that cannot be.
func (a NewAgent) Checked() (NewAgent, error) {
	const op = "crm.NewAgent"
	if a.Level == "" {
		a.Level = Regular
	}
	a.Name = CleanName(a.Name)
	if a.Name == "" {
		return a, missing(op, "name")
	}
	if err := checkExtension(op, a.Extension); err != nil {
		return a, err
	}
	return a, checkLevel(op, a.Level)
}

// Apply is the agent after the change, or a fault that names the member.
func (ch AgentChange) Apply(a Agent) (Agent, error) {
	const op = "crm.AgentChange"
	if ch.Name != nil {
		if a.Name = CleanName(*ch.Name); a.Name == "" {
			return a, missing(op, "name")
		}
	}
	if ch.Extension != nil {
		if err := checkExtension(op, *ch.Extension); err != nil {
			return a, err
		}
		a.Extension = *ch.Extension
	}
	if ch.Level != nil {
		if err := checkLevel(op, *ch.Level); err != nil {
			return a, err
		}
		a.Level = *ch.Level
	}
	if ch.LevelByRule != nil {
		a.LevelByRule = *ch.LevelByRule
	}
	if ch.Hours != nil {
		a.Hours = *ch.Hours
	}
	return a, nil
}

// Checked is the card with its text cleaned and what was left out filled in, or
// a fault that names the member that cannot be.
func (c NewCard) Checked() (NewCard, error) {
	const op = "crm.NewCard"
	if c.Tier == "" {
		c.Tier = Normal
	}
	c.Name = CleanName(c.Name)
	if c.Name == "" && len(c.Phones) == 0 {
		return c, missing(op, "name")
	}
	var err error
	if c.Phones, err = checkPhones(op, c.Phones); err != nil {
		return c, err
	}
	return c, checkTier(op, c.Tier)
}

// Apply is the card after the change and what of it is different, or a fault
// that names the member.
func (ch CardChange) Apply(c Card) (Card, []FieldChange, error) {
	const op = "crm.CardChange"
	was := c
	if ch.Name != nil {
		c.Name = CleanName(*ch.Name)
	}
	if ch.Phones != nil {
		var err error
		if c.Phones, err = checkPhones(op, *ch.Phones); err != nil {
			return c, nil, err
		}
	}
	if ch.Owner != nil {
		c.Owner = *ch.Owner
	}
	if ch.Tier != nil {
		if err := checkTier(op, *ch.Tier); err != nil {
			return c, nil, err
		}
		c.Tier = *ch.Tier
	}
	if c.Name == "" && was.Name != "" && len(c.Phones) == 0 {
		return c, nil, missing(op, "name")
	}
	var diff []FieldChange
	for _, f := range []FieldChange{
		{"name", was.Name, c.Name},
		{"phones", joined(was.Phones), joined(c.Phones)},
		{"owner_id", string(was.Owner), string(c.Owner)},
		{"tier", string(was.Tier), string(c.Tier)},
	} {
		if f.From != f.To {
			diff = append(diff, f)
		}
	}
	return c, diff, nil
}

// Checked is the outcome cleaned, or a fault that names the member.
func (o Outcome) Checked() (Outcome, error) {
	const op = "crm.Outcome"
	if o.Key == "" || len(o.Key) > 40 || strings.Trim(o.Key, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return o, fault.New(fault.Invalid, op, "an outcome is named by at most 40 of a-z, 0-9 and _").At("outcome")
	}
	o.Note = CleanNote(o.Note)
	return o, nil
}

// Checked is the user with login and name cleaned, or a fault that names the
// member that cannot be.
func (u NewUser) Checked() (NewUser, error) {
	const op = "crm.NewUser"
	u.Login, u.Name = CleanLogin(u.Login), CleanName(u.Name)
	switch {
	case u.Login == "":
		return u, missing(op, "login")
	case u.Name == "":
		return u, missing(op, "name")
	}
	if err := CheckRole(u.Role, u.Agent); err != nil {
		return u, err
	}
	if u.Email != "" {
		if u.Email = CleanEmail(u.Email); u.Email == "" {
			return u, notAnEmail(op)
		}
	}
	return u, CheckPassword(u.Login, u.Password)
}

// CheckRole refuses what cannot be the key of a role, and an agent on a role
// that takes no calls. Whether there is such a role, the store knows.
func CheckRole(r Role, agent AgentID) error {
	const op = "crm.CheckRole"
	if r == "" || len(r) > 40 || strings.Trim(string(r), "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return fault.New(fault.Invalid, op, "there is no role %q", clip(string(r))).At("role")
	}
	if r == RoleAccountant && agent != "" {
		return fault.New(fault.Invalid, op, "an accountant takes no calls").At("agent_id")
	}
	return nil
}

// CleanLogin is how a login is compared: one line, no capitals.
func CleanLogin(login string) string { return strings.ToLower(CleanName(login)) }

// Checked is the report with its text cleaned and its moments as the database
// keeps them, or a fault that names the member that cannot be.
func (in Interaction) Checked() (Interaction, error) {
	const op = "crm.Interaction"
	if !in.ID.Valid() {
		return in, fault.New(fault.Invalid, op, "%q cannot be the id of a call", clip(string(in.ID))).At("id")
	}
	if weight(in.Disposition) == 0 {
		return in, fault.New(fault.Invalid, op, "there is no disposition %q", clip(string(in.Disposition))).At("disposition")
	}
	if in.StartedAt.IsZero() {
		return in, missing(op, "started_at")
	}
	if in.EndedAt.IsZero() { // the last that is known of it
		if in.EndedAt = in.StartedAt; in.AnsweredAt.After(in.EndedAt) {
			in.EndedAt = in.AnsweredAt
		}
	}
	if in.Direction == "" {
		in.Direction = Inbound
	}
	in.From.Raw, in.FromName = CleanName(in.From.Raw), CleanName(in.FromName)
	in.To, in.Channel, in.Instance = CleanName(in.To), CleanName(in.Channel), CleanName(in.Instance)
	in.RecordingName = CleanName(in.RecordingName)
	in.StartedAt, in.AnsweredAt, in.EndedAt = Moment(in.StartedAt), Moment(in.AnsweredAt), Moment(in.EndedAt)
	in.Trace = strings.ToValidUTF8(strings.ReplaceAll(in.Trace, "\x00", ""), "\ufffd")
	in.PlaceSince, in.ToldAt = Moment(in.PlaceSince), Moment(in.ToldAt)
	offers := make([]Offer, len(in.Offers))
	for i, o := range in.Offers {
		o.OfferedAt, o.RingingAt, o.EndedAt, o.HandedOverAt = Moment(o.OfferedAt), Moment(o.RingingAt), Moment(o.EndedAt), Moment(o.HandedOverAt)
		if o.Result == "" {
			o.Result = OfferWithdrawn
		}
		offers[i] = o
	}
	in.Offers = offers
	return in, nil
}

func checkExtension(op, s string) error {
	if len(s) < 2 || len(s) > 8 || strings.Trim(s, "0123456789") != "" {
		return fault.New(fault.Invalid, op, "an extension is 2 to 8 digits").At("extension")
	}
	return nil
}

func checkLevel(op string, l Level) error {
	switch l {
	case Newcomer, Regular, Senior:
		return nil
	}
	return fault.New(fault.Invalid, op, "there is no level %q", clip(string(l))).At("level")
}

func checkTier(op string, t Tier) error {
	switch t {
	case Normal, Important, Key:
		return nil
	}
	return fault.New(fault.Invalid, op, "there is no tier %q", clip(string(t))).At("tier")
}

// checkPhones refuses what is no E.164 number, and leaves out repetitions.
func checkPhones(op string, phones []E164) ([]E164, error) {
	if len(phones) > MaxPhones {
		return nil, fault.New(fault.Invalid, op, "a card has at most %d numbers", MaxPhones).At("phones")
	}
	seen := map[E164]bool{}
	once := make([]E164, 0, len(phones))
	for _, p := range phones {
		if !p.Valid() {
			return nil, fault.New(fault.Invalid, op, "%q is no telephone number", clip(string(p))).At("phones")
		}
		if !seen[p] {
			seen[p] = true
			once = append(once, p)
		}
	}
	return once, nil
}

// within is a fault about a member of one thing of a list as one about the list.
func within(list string, i int, err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.At(list + "[" + strconv.Itoa(i) + "]." + f.Field)
	}
	return err
}

func missing(op, field string) error {
	return fault.New(fault.Invalid, op, "%s is missing", field).At(field)
}

func joined(phones []E164) string {
	all := make([]string, len(phones))
	for i, p := range phones {
		all[i] = string(p)
	}
	return strings.Join(all, " ")
}

// clip is what a message repeats of something a stranger sent.
func clip(s string) string {
	s = CleanName(s)
	if utf8.RuneCountInString(s) > 40 {
		return string([]rune(s)[:40]) + "…"
	}
	return s
}
