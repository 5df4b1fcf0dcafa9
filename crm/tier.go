package crm

import (
	"slices"

	"vonal/internal/fault"
)

// MaxTierRules is how many rules about tiers a company can have.
const MaxTierRules = 20

// TierRule makes customers important: those with a tag, or those whose
// fulfilled deals come to a sum.
type TierRule struct {
	Tier  Tier
	Tag   string // of the card; "" where the deals count
	Least int64  // of the fulfilled deals, in the smallest unit of the company's currency
	Days  int    // deals fulfilled within the last so many days; 0: ever
}

// Checked is the rule with its text cleaned, or a fault that names the member
// that cannot be.
func (r TierRule) Checked() (TierRule, error) {
	const op = "crm.TierRule"
	r.Tag = CleanName(r.Tag)
	if r.Tier != Important && r.Tier != Key {
		return r, fault.New(fault.Invalid, op, "a rule makes a customer important or key").At("tier")
	}
	if r.Tag != "" {
		r.Days = 0
	}
	switch {
	case r.Least < 0 || r.Least > MostMoney:
		return r, fault.New(fault.Invalid, op, "a sum is from 0 to %d", MostMoney).At("least")
	case (r.Tag == "") == (r.Least == 0):
		return r, fault.New(fault.Invalid, op, "a rule asks for a tag or for a sum of deals").At("least")
	case r.Days < 0 || r.Days > 3650:
		return r, fault.New(fault.Invalid, op, "the days are from 0 to 3650").At("days")
	}
	return r, nil
}

// TierRules are the rules of a company.
type TierRules []TierRule

// Checked are the rules cleaned, or a fault that names the one that cannot be.
func (rules TierRules) Checked() (TierRules, error) {
	const op = "crm.TierRules"
	if len(rules) > MaxTierRules {
		return nil, fault.New(fault.Invalid, op, "there are at most %d rules", MaxTierRules).At("items")
	}
	all := make(TierRules, len(rules))
	for i, r := range rules {
		r, err := r.Checked()
		if err != nil {
			return nil, within("items", i, err)
		}
		all[i] = r
	}
	return all, nil
}

// TierFact is what a rule finds on a card.
type TierFact struct {
	Rule TierRule
	Sum  int64 // of the deals that count
}

// TierGround is the tier that a card has, and why.
type TierGround struct {
	Tier     Tier
	By       *TierFact // nil for somebody's word
	Currency string    // of the sums
}

// TierBy is the tier of a card: the highest of what somebody said and what the
// rules find. Somebody's word goes before a rule that says no more.
func TierBy(hand Tier, tags []string, facts []TierFact) TierGround {
	g := TierGround{Tier: hand}
	for i, f := range facts {
		met := f.Rule.Tag != "" && slices.Contains(tags, f.Rule.Tag) || f.Rule.Least > 0 && f.Sum >= f.Rule.Least
		if met && f.Rule.Tier.weight() > g.Tier.weight() {
			g = TierGround{Tier: f.Rule.Tier, By: &facts[i]}
		}
	}
	return g
}

func (t Tier) weight() int { return slices.Index([]Tier{Normal, Important, Key}, t) }
