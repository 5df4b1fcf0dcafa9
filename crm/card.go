package crm

import "time"

// Tier is how much depends on a customer.
type Tier string

// The tiers.
const (
	Normal    Tier = "normal"
	Important Tier = "important"
	Key       Tier = "key"
)

// CardKind tells a customer's card from that of a single call.
type CardKind string

// The kinds. A call whose number is withheld gets a card of its own kind and of
// its own: two strangers must never be taken for one.
const (
	Customer CardKind = "customer"
	Stranger CardKind = "withheld"
)

// Card is a customer.
type Card struct {
	ID        CardID
	Kind      CardKind
	Name      string
	Phones    []E164 // a number stands on one card only
	Owner     AgentID
	Tier      Tier
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int64

	Form        CardForm
	Language    string // "hu", "pt-BR"; "" unknown
	Zone        string // IANA; "" unknown
	Tags        []string
	Addresses   []Address
	Consents    map[string]Consent
	Fields      map[string]string // of the company's own, by key; see Field
	LastContact time.Time         // the last conversation; zero if there was none

	Ground *TierGround // the tier by hand and by rules; Tier is that by hand

	// Read with one card, and left out in lists.
	Numbers  []CardNumber // the Phones, with what belongs to each
	Mails    []CardMail
	Contacts []Contact
}

// NewCard is what is needed to make one by hand.
type NewCard struct {
	Name   string
	Phones []E164
	Owner  AgentID
	Tier   Tier // Normal if empty
	Details
	// AllowDuplicate makes the card though another has the same name or mail. A
	// number is never on two.
	AllowDuplicate bool
}

// CardChange holds what to change; nil leaves a member as it is. An empty Owner
// takes the owner away.
type CardChange struct {
	Name   *string
	Phones *[]E164
	Owner  *AgentID
	Tier   *Tier
	Details
	Version int64 // the version that was seen; 0 to overwrite whatever stands there
}

// CardFilter says which cards; what is empty does not narrow.
type CardFilter struct {
	Phone E164
	Text  string // part of the name, or at least three digits of a number
	Owner AgentID
	Kind  CardKind // Customer if empty
	Tag   string
	Tier  Tier
	Field string // "key:value" of a field of the company's own
	Sort  string // created_at, updated_at, name, last_contact; with a minus the other way round
}
