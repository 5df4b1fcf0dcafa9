package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// ListTierRules answers what makes a customer important.
func (h handlers) ListTierRules(c echo.Context) error {
	rules, currency, err := h.cfg.Store.TierRules(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, TierRuleList{Items: each(rules, tierRuleView), Currency: currency})
}

// PutTierRules replaces what makes a customer important.
func (h handlers) PutTierRules(c echo.Context) error {
	var form TierRulesPut
	if err := c.Bind(&form); err != nil {
		return err
	}
	_, err := h.cfg.Store.PutTierRules(c.Request().Context(), each(form.Items, func(r TierRule) crm.TierRule {
		return crm.TierRule{Tier: crm.Tier(r.Tier), Tag: given(r.Tag), Least: given(r.Least), Days: given(r.Days)}
	}))
	if err != nil {
		return err
	}
	return h.ListTierRules(c)
}

func tierRuleView(r crm.TierRule) TierRule {
	v := TierRule{Tier: Tier(r.Tier), Tag: text(r.Tag)}
	if r.Least > 0 {
		v.Least, v.Days = &r.Least, &r.Days
	}
	return v
}

func tierGroundView(g *crm.TierGround) *TierGround {
	if g == nil {
		return nil
	}
	v := &TierGround{Tier: Tier(g.Tier)}
	if g.By != nil {
		rule := tierRuleView(g.By.Rule)
		v.Rule = &rule
		if g.By.Rule.Least > 0 {
			v.Sum, v.Currency = &g.By.Sum, &g.Currency
		}
	}
	return v
}

// ListLevelRules answers what the levels ask for, and how far the agents have
// come whose buttons the caller may press.
func (h handlers) ListLevelRules(c echo.Context) error {
	rules, on, err := h.cfg.Store.LevelRules(c.Request().Context(), viewerOf(c))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, LevelRuleList{Items: each(rules, levelRuleView), Progress: each(on, func(p crm.LevelProgress) LevelProgress {
		return LevelProgress{AgentID: string(p.Agent), Needs: levelRuleView(p.Step.Rule), Has: levelRuleView(p.Step.Have)}
	})})
}

// PutLevelRules replaces what the levels ask for.
func (h handlers) PutLevelRules(c echo.Context) error {
	var form LevelRulesPut
	if err := c.Bind(&form); err != nil {
		return err
	}
	_, err := h.cfg.Store.PutLevelRules(c.Request().Context(), each(form.Items, func(r LevelRule) crm.LevelRule {
		return crm.LevelRule{Level: crm.Level(r.Level), Days: r.Days, Calls: r.Calls, Outcomes: r.Outcomes}
	}))
	if err != nil {
		return err
	}
	return h.ListLevelRules(c)
}

func levelRuleView(r crm.LevelRule) LevelRule {
	return LevelRule{Level: Level(r.Level), Days: r.Days, Calls: r.Calls, Outcomes: r.Outcomes}
}
