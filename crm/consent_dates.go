package crm

import (
	"fmt"
	"strings"
	"time"

	"vonal/internal/fault"
)

// consentDate ends the column that says since when a consent is what it is.
const consentDate = ".at"

// consentDates are the words for it.
var consentDates = Labels{"en": "date", "hu": "dátum", "ru": "дата"}

// consentOf is the key of a consent that a column is of, and whether it holds
// the date.
func consentOf(c Column) (key string, date, ok bool) {
	if key, ok = strings.CutPrefix(string(c), consentColumn); !ok {
		return "", false, false
	}
	key, date = strings.CutSuffix(key, consentDate)
	return key, date, true
}

// dated writes since when, to the second: finer no table is.
func (c Consent) dated() string {
	if c.At.IsZero() {
		return ""
	}
	return c.At.UTC().Format(time.RFC3339)
}

// consentValue is a consent as a table says it, or since when.
func (c Card) consentValue(column Column) string {
	key, date, _ := consentOf(column)
	switch k, known := c.Consents[key]; {
	case !known:
		return ""
	case date:
		return k.dated()
	case k.Given:
		return "yes"
	}
	return "no"
}

// putConsent has the change set a consent, or since when.
func (ch *CardChange) putConsent(column Column, value string) {
	key, date, _ := consentOf(column)
	if date {
		if ch.ConsentDates == nil {
			ch.ConsentDates = map[string]time.Time{}
		}
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			ch.ConsentDates[key] = at
		}
		return
	}
	if ch.Consents == nil {
		ch.Consents = map[string]*bool{}
	}
	given := value == "yes"
	if ch.Consents[key] = nil; value != "" {
		ch.Consents[key] = &given
	}
}

// readConsentDate takes a moment, or a day, which begins in UTC.
func readConsentDate(cell string) (string, *RowProblem) {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
		t, err := time.Parse(layout, looseDay(cell))
		if err == nil && t.Year() >= 1900 {
			return t.UTC().Format(time.RFC3339), nil
		}
	}
	return "", &RowProblem{0, "consent_date", fmt.Sprintf("%q is no date, such as 2027-01-31", clip(cell))}
}

// lonelyDate refuses a date whose consent the row does not tell.
func (d Draft) lonelyDate(columns []Column) *RowProblem {
	for i, c := range columns {
		key, date, _ := consentOf(c)
		if date && d.Values[c] != "" && d.Values[consentColumn+Column(key)] == "" {
			return &RowProblem{i, "consent_date", "there is a date, but neither yes nor no"}
		}
	}
	return nil
}

// aheadAtMost is how much later than now it can be somewhere on earth.
const aheadAtMost = 24 * time.Hour

// withDates sets since when consents are what they are.
func withDates(op string, consents map[string]Consent, dates map[string]time.Time, by UserID, now time.Time) error {
	for key, at := range dates {
		c, there := consents[key]
		if !there || at.IsZero() || c.dated() == at.UTC().Format(time.RFC3339) {
			continue
		}
		if at.After(now.Add(aheadAtMost)) {
			return fault.New(fault.Invalid, op, "nobody has consented in the future").At("consents")
		}
		consents[key] = Consent{Given: c.Given, At: Moment(at), By: by}
	}
	return nil
}
