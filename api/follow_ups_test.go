package api_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
	"vonal/internal/fault"
)

// scriptedJobs is regular work that is never done.
type scriptedJobs struct {
	mu     sync.Mutex
	all    []crm.Job
	ran    []string
	queues []crm.Queue
}

func (j *scriptedJobs) ListQueues(context.Context) ([]crm.Queue, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]crm.Queue(nil), j.queues...), nil
}

func (j *scriptedJobs) PauseQueue(_ context.Context, name string, paused bool) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := range j.queues {
		if string(j.queues[i].Channel) == name {
			j.queues[i].PausedAt = time.Time{}
			if paused {
				j.queues[i].PausedAt = time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
			}
			return nil
		}
	}
	return fault.New(fault.Unknown, "scriptedJobs", "no such queue")
}

func (j *scriptedJobs) ListJobs(context.Context) ([]crm.Job, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]crm.Job(nil), j.all...), nil
}

func (j *scriptedJobs) RunJob(name string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ran = append(j.ran, name)
	return true
}

func (j *scriptedJobs) PauseJob(_ context.Context, name string, paused bool) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := range j.all {
		if j.all[i].Name == name {
			j.all[i].PausedAt = time.Time{}
			if paused {
				j.all[i].PausedAt = time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
			}
		}
	}
	return nil
}

func TestTheRulesOfFollowUpsAreTheCompanysOwn(t *testing.T) {
	h := open(t)
	seeds := want[api.FollowUpRuleList](h, agent, "GET", "/follow-up-rules", "", 200).Items
	if len(seeds) != 5 || seeds[0].Name != "Satisfaction" || seeds[0].Stage != "fulfilled" || seeds[4].When != "lost_call" {
		t.Fatalf("%+v", seeds)
	}
	card := h.customer("Szabó Bútor")
	d := h.deal(card.ID, "Licence", 100)
	want[api.Deal](h, admin, "PATCH", "/deals/"+d.ID, `{"stage":"fulfilled"}`, 200)
	coming := want[api.FollowUpList](h, agent, "GET", "/cards/"+card.ID+"/follow-ups", "", 200).Items
	if len(coming) != 4 || coming[0].State != "waiting" || coming[0].DealID == nil || *coming[0].DealID != d.ID || coming[0].RuleName != "Satisfaction" {
		t.Fatalf("%+v", coming)
	}
	made := want[api.FollowUpRule](h, admin, "PUT", "/follow-up-rules", `{"name":"Again","enabled":true,"when":"stage","stage":"fulfilled","count":2,"unit":"month","at":"09:00","title":"Ask again","for":"maker"}`, 200)
	if made.Waiting != 1 || made.Version != 1 || made.Pipeline != "sales" {
		t.Errorf("%+v", made)
	}
	change := `{"id":"` + made.ID + `","version":1,"name":"Again","enabled":false,"when":"stage","stage":"fulfilled","count":2,"unit":"month","title":"Ask again"}`
	if off := want[api.FollowUpRule](h, admin, "PUT", "/follow-up-rules", change, 200); off.Waiting != 0 || off.Enabled {
		t.Errorf("%+v", off)
	}
	refused(h, admin, "PUT", "/follow-up-rules", change, 412, "changed_since")
	for body, field := range map[string]string{
		`{"name":"x","enabled":true,"when":"lost_call","count":1,"unit":"day","at":"25:00","title":"x"}`:             "at",
		`{"name":"x","enabled":true,"when":"lost_call","count":1,"unit":"day","zone":"Europe/Atlantis","title":"x"}`: "zone",
		`{"name":"x","enabled":true,"when":"lost_call","count":-1,"unit":"day","title":"x"}`:                         "count",
		`{"name":"x","enabled":true,"when":"stage","stage":"moon","count":1,"unit":"day","title":"x"}`:               "stage",
		`{"name":"x","enabled":true,"when":"outcome","outcome":"moon","count":1,"unit":"day","title":"x"}`:           "outcome",
		`{"name":"x","enabled":true,"when":"silent","count":1,"unit":"day","title":"x"}`:                             "days",
		`{"name":"x","enabled":true,"when":"lost_call","unless":"renewed","count":1,"unit":"day","title":"x"}`:       "unless",
	} {
		if p := refused(h, admin, "PUT", "/follow-up-rules", body, 422, "invalid"); p.Errors == nil || (*p.Errors)[0].Field != field {
			t.Errorf("%s: %+v", body, p)
		}
	}
	want[any](h, head, "DELETE", "/follow-ups/"+coming[0].ID, "", 204)
	refused(h, head, "DELETE", "/follow-ups/"+coming[0].ID, "", 409, "conflict")
	want[any](h, head, "POST", "/follow-ups/"+coming[0].ID+"/restore", "", 204)
	refused(h, head, "POST", "/follow-ups/"+coming[0].ID+"/restore", "", 409, "conflict")
	if back := want[api.FollowUpList](h, agent, "GET", "/cards/"+card.ID+"/follow-ups", "", 200).Items[0]; back.ID != coming[0].ID || back.State != "waiting" || back.Why != "" || back.EndedAt != nil {
		t.Errorf("%+v", back)
	}
	want[any](h, head, "DELETE", "/follow-ups/"+coming[0].ID, "", 204)
	after := want[api.FollowUpList](h, agent, "GET", "/cards/"+card.ID+"/follow-ups", "", 200).Items
	if len(after) != 5 || after[0].State != "waiting" || after[3].State != "skipped" {
		t.Errorf("%+v", after)
	}
	want[any](h, admin, "DELETE", "/follow-up-rules/"+made.ID, "", 204)
	refused(h, admin, "DELETE", "/follow-up-rules/"+made.ID, "", 404, "not_found")
	h.own("narrow", crm.Grants{crm.SeeCards: crm.ScopeOwn, crm.SeeTasks: crm.ScopeOwn, crm.EditTasks: crm.ScopeOwn})
	refused(h, "narrow", "GET", "/cards/"+card.ID+"/follow-ups", "", 404, "not_found")
	refused(h, "narrow", "DELETE", "/follow-ups/"+after[0].ID, "", 404, "not_found")
	refused(h, "narrow", "POST", "/follow-ups/"+coming[0].ID+"/restore", "", 404, "not_found")
	satisfaction := `{"id":"` + seeds[0].ID + `","version":1,"name":"Satisfaction","enabled":true,"when":"stage","stage":"fulfilled","count":21,"unit":"day","title":"Ask"}`
	want[api.FollowUpRule](h, admin, "PUT", "/follow-up-rules", satisfaction, 200)
	refused(h, head, "POST", "/follow-ups/"+coming[0].ID+"/restore", "", 409, "conflict")
}

func TestJobsAreSeenRunAndPaused(t *testing.T) {
	h := open(t)
	h.jobs.all = []crm.Job{{Name: "follow-ups", Every: "@every 5s", From: "02:00", Runs: 3, Failure: "the disk is full", Failures: 2}}
	if all := want[api.JobList](h, admin, "GET", "/jobs", "", 200).Items; len(all) != 1 || all[0].Failure == nil || all[0].Failures != 2 || *all[0].DueFrom != "02:00" || all[0].EndedAt != nil {
		t.Errorf("%+v", all)
	}
	want[any](h, admin, "POST", "/jobs/follow-ups/run", "", 202)
	want[any](h, admin, "POST", "/jobs/follow-ups/pause", "", 204)
	if all := want[api.JobList](h, admin, "GET", "/jobs", "", 200).Items; all[0].PausedAt == nil {
		t.Errorf("%+v", all)
	}
	want[any](h, admin, "POST", "/jobs/follow-ups/resume", "", 204)
	refused(h, admin, "POST", "/jobs/nothing/run", "", 404, "not_found")
	refused(h, admin, "POST", "/jobs/..%2f/pause", "", 404, "not_found")
	if len(h.jobs.ran) != 1 {
		t.Errorf("ran %v", h.jobs.ran)
	}
}
