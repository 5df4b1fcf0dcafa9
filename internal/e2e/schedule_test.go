package e2e_test

import (
	"strings"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestNothingIsForgotten(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{TestClock: true},
		lostCallIsOwedUntilSomebodyHasSpokenToThem,
		fulfilledDealIsFollowedUpAfterTwoWeeks,
		jobsTellWhatCameOfThem,
	)
}

// owed is the open duty of a number.
func owed(t *testing.T, v *e2e.Vonal, number string) (d e2e.Duty, ok bool) {
	t.Helper()
	var list struct {
		Items []e2e.Duty `json:"items"`
	}
	v.Get(t, "/duties", &list)
	for _, d := range list.Items {
		if d.Phone == number {
			return d, true
		}
	}
	return d, false
}

func lostCallIsOwedUntilSomebodyHasSpokenToThem(t *testing.T, v *e2e.Vonal) {
	from := v.Number()
	caller := v.Dial(t, from)
	v.AwaitLive(t, from, "waiting")
	caller.Hangup()
	v.Written(t, from)
	d, ok := owed(t, v, from)
	if !ok || d.Late || d.DueAt.Sub(d.OpenedAt) != 15*time.Minute {
		t.Fatalf("%+v", d)
	}
	v.Advance(t, 15*time.Minute)
	eventually(t, patience, func() bool { d, _ := owed(t, v, from); return d.Late && d.EscalatedAt != nil }, "the duty is late, and is told")
	tasks := func(title string) (open int) {
		var list struct {
			Items []struct {
				Title, State, Rule string
			} `json:"items"`
		}
		v.Get(t, "/tasks?state=open&card_id="+d.CardID, &list)
		for _, task := range list.Items {
			if task.Title == title {
				open++
			}
		}
		return open
	}
	eventually(t, patience, func() bool { return tasks("Call back") == 1 }, "a task is raised")

	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	again, _ := talking(t, v, from, anna)
	v.Advance(t, 11*time.Second) // of conversation
	again.Hangup()
	eventually(t, patience, func() bool { _, still := owed(t, v, from); return !still }, "the conversation closes it")
}

func fulfilledDealIsFollowedUpAfterTwoWeeks(t *testing.T, v *e2e.Vonal) {
	var card, deal struct {
		ID string `json:"id"`
	}
	v.Post(t, "/cards", map[string]any{"name": "Szabó Bútor " + v.Number()}, &card)
	v.Post(t, "/deals", map[string]any{"card_id": card.ID, "title": "Licence", "amount": 100, "currency": "HUF", "stage": "fulfilled"}, &deal)
	task := func() (id string) {
		var list struct {
			Items []struct {
				ID, Rule string
			} `json:"items"`
		}
		v.Get(t, "/tasks?card_id="+card.ID, &list)
		for _, t := range list.Items {
			if t.Rule == "Satisfaction" {
				id = t.ID
			}
		}
		return id
	}
	v.Advance(t, 13*24*time.Hour)
	v.Post(t, "/jobs/follow-ups/run", nil, nil)
	if task() != "" {
		t.Error("raised a day early")
	}
	v.Advance(t, 2*24*time.Hour)
	eventually(t, patience, func() bool { return task() != "" }, "the follow-up is raised")
	code, out, errs := v.Command(t, "schedule", "explain", "--data", v.Dir, task())
	if code != 0 || !strings.Contains(out, `the rule "Satisfaction"`) || !strings.Contains(out, "Renew the access") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}

func jobsTellWhatCameOfThem(t *testing.T, v *e2e.Vonal) {
	job := func(name string) (j e2e.Job) {
		var list struct {
			Items []e2e.Job `json:"items"`
		}
		v.Get(t, "/jobs", &list)
		for _, j := range list.Items {
			if j.Name == name {
				return j
			}
		}
		t.Fatalf("there is no job %s", name)
		return j
	}
	eventually(t, patience, func() bool {
		j := job("levels")
		return j.Runs > 0 && j.EndedAt != nil && j.NextAt != nil && j.Failure == ""
	}, "the levels are looked at")
	runs := job("silences").Runs
	v.Post(t, "/jobs/silences/pause", nil, nil)
	v.Post(t, "/jobs/silences/run", nil, nil)
	v.Post(t, "/jobs/silences/resume", nil, nil)
	v.Post(t, "/jobs/silences/run", nil, nil)
	eventually(t, patience, func() bool { return job("silences").Runs > runs }, "it is done again")
}
