package api

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// ListRoles answers all roles, and the permissions of which they are made.
func (h handlers) ListRoles(c echo.Context) error {
	list, err := h.cfg.Store.ListRoles(c.Request().Context())
	if err != nil {
		return err
	}
	answer := RoleList{Items: each(list, roleView), Whole: []string{}}
	for _, p := range crm.Permissions {
		answer.Permissions = append(answer.Permissions, string(p))
		if p.Whole() {
			answer.Whole = append(answer.Whole, string(p))
		}
	}
	return c.JSON(http.StatusOK, answer)
}

func roleView(r crm.RoleSheet) RoleSheet {
	grants := Grants{}
	for p, scope := range r.Grants {
		grants[string(p)] = string(scope)
	}
	return RoleSheet{ID: string(r.Key), Name: r.Name, Grants: grants, BuiltIn: r.BuiltIn, SecondFactor: FactorRule(r.SecondFactor), Users: r.Users}
}

func grantsOf(form Grants) crm.Grants {
	grants := crm.Grants{}
	for p, scope := range form {
		grants[crm.Permission(p)] = crm.Scope(scope)
	}
	return grants
}

// CreateRole makes a role of the company's own.
func (h handlers) CreateRole(c echo.Context) error {
	var form RoleNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	role, err := h.cfg.Store.CreateRole(c.Request().Context(), viewerOf(c), crm.RoleSheet{
		Key: crm.Role(form.ID), Name: form.Name, Grants: grantsOf(form.Grants), SecondFactor: crm.Factor(given(form.SecondFactor)),
	})
	if err != nil {
		return renamed(err, "key", "id")
	}
	noted(c, string(role.Key), role.Name)
	return c.JSON(http.StatusCreated, roleView(role))
}

// ChangeRole changes what a role may do, at once for all who have it.
func (h handlers) ChangeRole(c echo.Context, id string) error {
	var form RoleChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	ch := crm.RoleChange{Name: form.Name, SecondFactor: (*crm.Factor)(form.SecondFactor)}
	if form.Grants != nil {
		grants := grantsOf(*form.Grants)
		ch.Grants = &grants
	}
	role, err := h.cfg.Store.ChangeRole(settled(c), viewerOf(c), crm.Role(id), ch)
	if err != nil {
		return err
	}
	afterwards(c, func() error {
		h.realtime.endWhere(func(g grant) bool { return g.viewer.Role == role.Key })
		return nil
	})
	return c.JSON(http.StatusOK, roleView(role))
}

// DeleteRole removes a role that nobody has.
func (h handlers) DeleteRole(c echo.Context, id string) error {
	if err := h.cfg.Store.DeleteRole(settled(c), viewerOf(c), crm.Role(id)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// ListTeams answers all teams, by name.
func (h handlers) ListTeams(c echo.Context) error {
	list, err := h.cfg.Store.ListTeams(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, TeamList{Items: each(list, teamView)})
}

func teamView(t crm.Team) Team {
	return Team{ID: string(t.ID), Name: t.Name, HoursID: text(t.Hours),
		Members: each(t.Members, func(id crm.AgentID) string { return string(id) }),
		Leads:   each(t.Leads, func(id crm.UserID) string { return string(id) })}
}

// CreateTeam makes a team.
func (h handlers) CreateTeam(c echo.Context) error {
	var form TeamNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	return h.putTeam(c, http.StatusCreated, "", crm.TeamChange{Name: &form.Name, Hours: (*crm.HoursID)(form.HoursID)}, form.Members, form.Leads)
}

// ChangeTeam changes a team, at once for all who are in it or lead it.
func (h handlers) ChangeTeam(c echo.Context, id string) error {
	var form TeamChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	return h.putTeam(c, http.StatusOK, crm.TeamID(id), crm.TeamChange{Name: form.Name, Hours: (*crm.HoursID)(form.HoursID)}, form.Members, form.Leads)
}

func (h handlers) putTeam(c echo.Context, status int, id crm.TeamID, ch crm.TeamChange, members, leads *[]string) error {
	if members != nil {
		who := each(*members, func(id string) crm.AgentID { return crm.AgentID(id) })
		ch.Members = &who
	}
	if leads != nil {
		who := each(*leads, func(id string) crm.UserID { return crm.UserID(id) })
		ch.Leads = &who
	}
	before, after, err := h.cfg.Store.PutTeam(settled(c), id, ch)
	if err != nil {
		return err
	}
	h.reseat(c, before, after)
	noted(c, string(after.ID), after.Name)
	return c.JSON(status, teamView(after))
}

// DeleteTeam removes a team.
func (h handlers) DeleteTeam(c echo.Context, id string) error {
	team, err := h.cfg.Store.DeleteTeam(settled(c), crm.TeamID(id))
	if err != nil {
		return err
	}
	h.reseat(c, team)
	noted(c, id, team.Name)
	return c.NoContent(http.StatusNoContent)
}

// reseat closes the pages of those who are in these teams or lead them: whose
// things they see has changed. Calls are routed by the teams as they are now.
func (h handlers) reseat(c echo.Context, teams ...crm.Team) {
	afterwards(c, func() error {
		h.realtime.endWhere(func(g grant) bool {
			return slices.ContainsFunc(teams, func(t crm.Team) bool {
				return slices.Contains(t.Members, g.viewer.Agent) || slices.Contains(t.Leads, g.viewer.User)
			})
		})
		h.regroup(c)
		return nil
	})
}
