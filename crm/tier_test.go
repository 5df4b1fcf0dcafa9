package crm_test

import (
	"cmp"
	"testing"

	"vonal/crm"
	"vonal/internal/fault"
)

func TestHighestOfHandAndRulesIsTheTier(t *testing.T) {
	vat := crm.TierFact{Rule: crm.TierRule{Tier: crm.Important, Tag: "vat"}}
	million := crm.TierFact{Rule: crm.TierRule{Tier: crm.Key, Least: 1_000_000, Days: 365}, Sum: 1_000_000}
	less := million
	less.Sum--
	for name, tt := range map[string]struct {
		hand  crm.Tier
		tags  []string
		facts []crm.TierFact
		tier  crm.Tier
		by    string
	}{
		"nothing":                      {crm.Normal, nil, nil, crm.Normal, ""},
		"by hand":                      {crm.Important, nil, []crm.TierFact{less}, crm.Important, ""},
		"by tag":                       {crm.Normal, []string{"a", "vat"}, []crm.TierFact{vat}, crm.Important, "vat"},
		"another tag":                  {crm.Normal, []string{"VATs"}, []crm.TierFact{vat}, crm.Normal, ""},
		"by deals":                     {crm.Normal, nil, []crm.TierFact{vat, million}, crm.Key, "million"},
		"the sum is not there":         {crm.Normal, nil, []crm.TierFact{less}, crm.Normal, ""},
		"the higher of two rules":      {crm.Normal, []string{"vat"}, []crm.TierFact{million, vat}, crm.Key, "million"},
		"the hand goes before its own": {crm.Key, []string{"vat"}, []crm.TierFact{million, vat}, crm.Key, ""},
	} {
		g := crm.TierBy(tt.hand, tt.tags, tt.facts)
		by := ""
		if g.By != nil {
			by = cmp.Or(g.By.Rule.Tag, "million")
		}
		if g.Tier != tt.tier || by != tt.by {
			t.Errorf("%s: %s by %q", name, g.Tier, by)
		}
	}
}

func TestTierRuleAsksForATagOrForDeals(t *testing.T) {
	for _, bad := range []crm.TierRule{
		{Tier: crm.Normal, Tag: "a"}, {Tier: crm.Key}, {Tier: crm.Key, Tag: "a", Least: 1}, {Tier: crm.Key, Least: -1},
		{Tier: crm.Key, Least: crm.MostMoney + 1}, {Tier: crm.Key, Least: 1, Days: -1}, {Tier: crm.Key, Least: 1, Days: 5000},
	} {
		if _, err := bad.Checked(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}
