package api

import (
	"errors"
	"net/http"

	"vonal/crm"
	"vonal/crm/phone"
	"vonal/internal/fault"
)

// cardDetails are the members that a new card and a change of one share, as
// the generated types hold them.
type cardDetails struct {
	hasForm   bool
	form      string
	language  *string
	zone      *string
	tags      *[]string
	addresses *[]Address
	numbers   *[]CardNumber
	mails     *[]CardMail
	contacts  *[]Contact
	fields    *map[string]*string
	consents  *map[string]*bool
}

// detailsOf reads them; numbers may be spelled in any way.
func (h handlers) detailsOf(f cardDetails) (crm.Details, error) {
	d := crm.Details{Language: f.language, Zone: f.zone, Tags: f.tags}
	if f.hasForm {
		form := crm.CardForm(f.form)
		d.Form = &form
	}
	if f.addresses != nil {
		all := each(*f.addresses, func(a Address) crm.Address { return crm.Address{Label: given(a.Label), Text: a.Text} })
		d.Addresses = &all
	}
	if f.numbers != nil {
		all := make([]crm.CardNumber, len(*f.numbers))
		for i, n := range *f.numbers {
			e164, err := phone.Parse(n.Phone, h.cfg.Country)
			if err != nil {
				return d, fault.Wrap("api.detailsOf", err).At("numbers")
			}
			all[i] = crm.CardNumber{Phone: e164, Extension: given(n.Extension), Label: given(n.Label), Contact: crm.ContactID(given(n.ContactID))}
		}
		d.Numbers = &all
	}
	if f.mails != nil {
		all := each(*f.mails, func(m CardMail) crm.CardMail {
			return crm.CardMail{Mail: m.Mail, Label: given(m.Label), Contact: crm.ContactID(given(m.ContactID))}
		})
		d.Mails = &all
	}
	if f.contacts != nil {
		all := each(*f.contacts, func(k Contact) crm.Contact {
			return crm.Contact{ID: crm.ContactID(given(k.ID)), Name: k.Name, Role: given(k.Role), Extension: given(k.Extension)}
		})
		d.Contacts = &all
	}
	if f.fields != nil {
		d.Fields = *f.fields
	}
	if f.consents != nil {
		d.Consents = *f.consents
	}
	return d, nil
}

func detailsView(c crm.Card, v *Card) {
	v.Form, v.Language, v.TimeZone = text(c.Form), text(c.Language), text(c.Zone)
	v.Tags = append([]string{}, c.Tags...)
	v.Addresses = each(c.Addresses, func(a crm.Address) Address { return Address{Label: text(a.Label), Text: a.Text} })
	v.Consents = map[string]Consent{}
	for key, k := range c.Consents {
		v.Consents[key] = Consent{Given: k.Given, At: k.At.UTC(), By: text(k.By)}
	}
	v.Fields = map[string]string{}
	for key, value := range c.Fields {
		v.Fields[key] = value
	}
	v.LastContactAt = moment(c.LastContact)
	v.TierNow = tierGroundView(c.Ground)
	if c.Numbers != nil || c.Mails != nil || c.Contacts != nil {
		numbers := each(c.Numbers, func(n crm.CardNumber) CardNumber {
			return CardNumber{Phone: string(n.Phone), Extension: text(n.Extension), Label: text(n.Label), ContactID: text(n.Contact)}
		})
		mails := each(c.Mails, func(m crm.CardMail) CardMail {
			return CardMail{Mail: m.Mail, Label: text(m.Label), ContactID: text(m.Contact)}
		})
		contacts := each(c.Contacts, func(k crm.Contact) Contact {
			return Contact{ID: text(k.ID), Name: k.Name, Role: text(k.Role), Extension: text(k.Extension)}
		})
		v.Numbers, v.Mails, v.Contacts = &numbers, &mails, &contacts
	}
}

// withCandidates names the cards that may be the same customer.
func withCandidates(err error) error {
	var d crm.Duplicate
	if !errors.As(err, &d) {
		return err
	}
	r := &refusal{status: http.StatusConflict, code: "duplicate", detail: "There may be a card of this customer already.",
		more: map[string]any{"candidates": each(d.Candidates, candidateView)}}
	if d.Certain {
		r.code, r.detail = "conflict", "One of these numbers stands on another card."
		r.errors = []FieldError{{Field: "phones", Detail: "stands on another card"}}
	}
	return r
}

// mergedAway says where a card is now.
func mergedAway(err error) error {
	var m crm.MergedAway
	if !errors.As(err, &m) {
		return err
	}
	return &refusal{status: http.StatusNotFound, code: "merged", detail: "This card was merged into another.", more: map[string]any{"merged_into": string(m.Into)}}
}

func candidateView(k crm.Candidate) Candidate {
	return Candidate{ID: string(k.Card), Name: k.Name, Why: CandidateWhy(k.Why), Phone: text(k.Number), CreatedAt: k.Since}
}

func mergeLineView(l *crm.MergeLine) *MergeLine {
	if l == nil {
		return nil
	}
	return &MergeLine{ID: string(l.ID), CardID: string(l.Card), Name: l.Name}
}
