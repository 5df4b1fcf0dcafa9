package api_test

import (
	"fmt"
	"testing"

	"vonal/api"
)

const office = `{"name":"Office","zone":"Europe/Budapest","week":{"1":[{"from":540,"to":1020}]},"dates":{"2026-12-25":[]}}`

func aNumber(number, more string) string {
	return fmt.Sprintf(`{"number":%q,"language":"hu","closed":"voicemail","empty":"announce","overdue":"callback","longest_wait_ms":120000,"news_ms":45000,"consent":true%s}`, number, more)
}

func TestANumberHasHoursAndCanBeChangedByWhoHasSeenIt(t *testing.T) {
	h := open(t)
	hours := want[api.Hours](h, admin, "PUT", "/opening-hours", office, 200)
	if hours.Version != 1 || hours.Zone != "Europe/Budapest" || len(hours.Week["1"]) != 1 || len(hours.Dates["2026-12-25"]) != 0 {
		t.Errorf("%+v", hours)
	}
	n := want[api.Number](h, admin, "PUT", "/numbers", aNumber("+3615550100", fmt.Sprintf(`,"hours_id":%q,"label":" Sales "`, hours.ID)), 200)
	if n.Label != "Sales" || *n.HoursID != hours.ID || n.Version != 1 || n.Until == nil {
		t.Errorf("%+v", n)
	}
	list := want[api.NumberList](h, agent, "GET", "/numbers", "", 200).Items
	if len(list) != 2 || list[0].Number != "" || list[1].Number != "+3615550100" {
		t.Errorf("%+v", list)
	}
	n = want[api.Number](h, admin, "PUT", "/numbers", aNumber("+3615550100", `,"version":1`), 200)
	if n.Version != 2 || n.HoursID != nil || !n.Open {
		t.Errorf("%+v", n)
	}
	refused(h, admin, "PUT", "/numbers", aNumber("+3615550100", `,"version":1`), 409, "conflict")
	refused(h, admin, "PUT", "/numbers", aNumber("+3615550100", ""), 409, "conflict") // there is one
	refused(h, admin, "PUT", "/numbers", aNumber("+3615550199", `,"version":1`), 404, "not_found")
	want[any](h, admin, "DELETE", "/numbers/+3615550100", "", 204)
	refused(h, admin, "DELETE", "/numbers/+3615550100", "", 404, "not_found")
}

func TestHoursThatANumberKeepsStay(t *testing.T) {
	h := open(t)
	hours := want[api.Hours](h, admin, "PUT", "/opening-hours", office, 200)
	want[any](h, admin, "PUT", "/numbers", aNumber("100", fmt.Sprintf(`,"hours_id":%q`, hours.ID)), 200)
	refused(h, admin, "DELETE", "/opening-hours/"+hours.ID, "", 409, "conflict")
	want[any](h, admin, "DELETE", "/numbers/100", "", 204)
	want[any](h, admin, "DELETE", "/opening-hours/"+hours.ID, "", 204)
	refused(h, admin, "PUT", "/opening-hours", `{"id":"`+hours.ID+`","name":"x","zone":"UTC","week":{},"dates":{},"version":1}`, 404, "not_found")
}

func TestWhatCannotBeSaidOfANumberIsRefusedByItsField(t *testing.T) {
	h := open(t)
	for field, body := range map[string]string{
		"number":          aNumber("a b", ""),
		"closed":          `{"number":"1","language":"en","closed":"callback","empty":"wait","overdue":"wait","longest_wait_ms":0,"news_ms":0,"consent":false}`,
		"longest_wait_ms": `{"number":"1","language":"en","closed":"wait","empty":"wait","overdue":"wait","longest_wait_ms":1,"news_ms":0,"consent":false}`,
		"news_ms":         `{"number":"1","language":"en","closed":"wait","empty":"wait","overdue":"wait","longest_wait_ms":0,"news_ms":-5,"consent":false}`,
		"team_id":         aNumber("1", `,"team_id":"x"`),
		"hours_id":        aNumber("1", `,"hours_id":"01920000-0000-7000-8000-000000000009"`),
	} {
		p := refused(h, admin, "PUT", "/numbers", body, 422, "invalid")
		if p.Errors == nil || (*p.Errors)[0].Field != field {
			t.Errorf("%s: %+v", field, p)
		}
	}
	for field, body := range map[string]string{
		"zone":  `{"name":"x","zone":"Europe/Atlantis","week":{},"dates":{}}`,
		"week":  `{"name":"x","zone":"UTC","week":{"7":[]},"dates":{}}`,
		"dates": `{"name":"x","zone":"UTC","week":{},"dates":{"2027-02-29":[]}}`,
	} {
		p := refused(h, admin, "PUT", "/opening-hours", body, 422, "invalid")
		if p.Errors == nil || (*p.Errors)[0].Field != field {
			t.Errorf("%s: %+v", field, p)
		}
	}
}

func TestHolidaysAreThereToBeTakenIntoOpeningHours(t *testing.T) {
	h := open(t)
	list := want[api.HolidayList](h, agent, "GET", "/holidays?year=2026", "", 200)
	if list.Country != "HU" || len(list.Items) != 12 || list.Items[0].Date != "2026-01-01" || len(list.Countries) < 5 {
		t.Errorf("%+v", list)
	}
	if ru := want[api.HolidayList](h, agent, "GET", "/holidays?country=ru&year=2027", "", 200); ru.Country != "RU" || len(ru.Items) < 10 {
		t.Errorf("%+v", ru)
	}
	refused(h, agent, "GET", "/holidays?country=XX", "", 422, "invalid")
	refused(h, agent, "GET", "/holidays?country=HU&year=1848", "", 422, "invalid")
}

func TestTeamsAndAgentsWorkByHoursOfTheirOwn(t *testing.T) {
	h := open(t)
	hours := want[api.Hours](h, admin, "PUT", "/opening-hours", office, 200).ID
	team := want[api.Team](h, admin, "POST", "/teams", `{"name":"North","hours_id":"`+hours+`"}`, 201)
	if team.HoursID == nil || *team.HoursID != hours {
		t.Errorf("%+v", team)
	}
	if renamed := want[api.Team](h, admin, "PATCH", "/teams/"+team.ID, `{"name":"South"}`, 200); renamed.HoursID == nil {
		t.Errorf("%+v", renamed)
	}
	anna := want[api.Agent](h, admin, "PATCH", "/agents/"+string(h.anna.ID), `{"hours_id":"`+hours+`"}`, 200)
	if anna.HoursID == nil || *anna.HoursID != hours {
		t.Errorf("%+v", anna)
	}
	refused(h, admin, "DELETE", "/opening-hours/"+hours, "", 409, "conflict")
	for path, body := range map[string]string{"/teams/" + team.ID: `{"hours_id":"` + team.ID + `"}`, "/agents/" + string(h.anna.ID): `{"hours_id":"none"}`} {
		if p := refused(h, admin, "PATCH", path, body, 422, "invalid"); p.Errors == nil || (*p.Errors)[0].Field != "hours_id" {
			t.Errorf("%s: %+v", path, p)
		}
	}
	if back := want[api.Agent](h, admin, "PATCH", "/agents/"+string(h.anna.ID), `{"hours_id":""}`, 200); back.HoursID != nil {
		t.Errorf("%+v", back)
	}
	want[any](h, admin, "DELETE", "/teams/"+team.ID, "", 204)
	want[any](h, admin, "DELETE", "/opening-hours/"+hours, "", 204)
}
