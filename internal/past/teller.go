package past

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"vonal/crm"
)

// teller makes up one card.
type teller struct {
	Plan
	dice
	number int
	to     *story

	tongue  *tongue
	id      uuid.UUID
	phone   string
	name    string
	company bool
	owner   Person
	tier    crm.Tier
	born    time.Time
	touched time.Time // when something was last changed on the card
	talked  time.Time // when somebody last talked with the customer
	edits   int
}

// open decides who the customer is.
func (t *teller) open() {
	t.tongue = pick(t.dice, tongues)
	age := time.Duration(float64(t.Span) * (1 - t.Float64()*t.Float64())) // more of them are young
	t.born = worked(t.Now.Add(-age))
	t.id = t.dice.id(t.born)
	t.phone = fmt.Sprintf("+36%09d", firstNumber+t.number)
	t.owner = t.somebody()
	t.tier = crm.Normal
	switch n := t.IntN(100); {
	case n < 2:
		t.tier = crm.Key
	case n < 12:
		t.tier = crm.Important
	}
	if t.company = t.chance(60); t.company {
		t.name = t.tongue.company(t.dice)
	} else {
		t.name = t.tongue.person(t.dice)
	}
	t.touched = t.born
	t.to.phones = append(t.to.phones, row{t.phone, t.id, 0, "", "", nil})
	if t.chance(15) {
		t.to.phones = append(t.to.phones, row{fmt.Sprintf("+361%07d", 1_000_000+t.number), t.id, 1, "", "office", nil})
	}
	if t.chance(50) {
		t.to.mails = append(t.to.mails, row{t.id, latin(t.name, t.number) + "@example.com", "", nil, 0})
	}
	for i := range t.IntN(3) {
		if t.company {
			t.to.contacts = append(t.to.contacts, row{t.dice.id(t.born), t.id, t.tongue.person(t.dice), "", "", i})
		}
	}
}

// close writes the card as it has become.
func (t *teller) close() {
	form := crm.FormPerson
	if t.company {
		form = crm.FormCompany
	}
	addresses, tags := []crm.Address{}, []string{}
	if t.chance(40) {
		addresses = append(addresses, crm.Address{Text: fmt.Sprintf("%s, %s %d", pick(t.dice, t.tongue.cities), pick(t.dice, t.tongue.streets), 1+t.IntN(120))})
	}
	if t.chance(30) {
		tags = append(tags, pick(t.dice, []string{"vat", "partner", "newsletter", "wholesale", "seminar"}))
	}
	t.to.cards = append(t.to.cards, row{t.id, crm.Customer, t.name, t.owner.Agent, t.tier, t.born, t.touched, 1 + t.edits,
		form, t.tongue.key, text(tags), text(addresses), moment(t.talked)})
}

// say adds a line to the card's story.
func (t *teller) say(at time.Time, kind crm.EntryKind, by string, call any, data map[string]any) {
	t.to.line = append(t.to.line, row{t.dice.id(at), t.id, at, kind, null(by), call, text(data)})
}

func (t *teller) somebody() Person { return pick(t.dice, t.Staff) }

// later is a moment of work not before at, and not in the future.
func (t *teller) later(at time.Time, least, most time.Duration) time.Time {
	then := worked(at.Add(t.between(least, most)))
	switch now := t.Now.Truncate(time.Millisecond); {
	case then.After(now):
		return now
	case then.Before(at):
		return at
	}
	return then
}

// text is JSON; what is written here cannot fail.
func text(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// moment is the column of a moment that may be missing.
func moment(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at
}

// null is the column of an id that may be missing.
func null(id string) any {
	if id == "" {
		return nil
	}
	return id
}
