package crm

import "time"

// CardForm is what a customer is.
type CardForm string

// The forms; "" while nobody has said.
const (
	FormPerson  CardForm = "person"
	FormCompany CardForm = "company"
)

// CardNumber is a number with what belongs to it.
type CardNumber struct {
	Phone     E164
	Extension string
	Label     string
	Contact   ContactID // whose it is; "" for the customer's own
}

// CardMail is a mail address, in small letters.
type CardMail struct {
	Mail    string
	Label   string
	Contact ContactID
}

// Address is where something is sent to.
type Address struct {
	Label string `json:"label,omitempty"`
	Text  string `json:"text"`
}

// Contact is a person at a company.
type Contact struct {
	ID        ContactID
	Name      string
	Role      string
	Extension string // behind the company's number
}

// Consent is what a customer has allowed, or refused.
type Consent struct {
	Given bool      `json:"given"`
	At    time.Time `json:"at"`
	By    UserID    `json:"by,omitempty"` // who wrote it down
}

// Details are what of a card may be given or changed besides its name, phones,
// owner and tier; nil leaves a member as it is. Lists are replaced as a whole,
// Fields and Consents key by key.
type Details struct {
	Form      *CardForm
	Language  *string
	Zone      *string
	Tags      *[]string
	Addresses *[]Address
	Numbers   *[]CardNumber // instead of phones
	Mails     *[]CardMail
	Contacts  *[]Contact         // one without an ID is new
	Fields    map[string]*string // nil takes a value away
	Consents  map[string]*bool   // nil takes it back to unknown

	ConsentDates map[string]time.Time // since when; now if left out
}

// Candidate is a card that may be the same customer, and why.
type Candidate struct {
	Card   CardID
	Name   string
	Why    string    // "phone", "mail" or "name"
	Number E164      // the first of the card, "" without one: it tells two of one name apart
	Since  time.Time // when the card was made
}

// Duplicate is a fault's cause where a card may be one of another's; the fault
// is of kind Conflict.
type Duplicate struct {
	Candidates []Candidate
	Certain    bool // a number is on another card: it cannot be allowed
}

// Error says that there may be such a card already.
func (Duplicate) Error() string { return "there may be a card of this customer already" }

// MergedAway is a fault's cause where a card was merged into another; the fault
// is of kind Unknown.
type MergedAway struct{ Into CardID }

// Error says where the card is now.
func (m MergedAway) Error() string { return "the card was merged into " + string(m.Into) }
