package past

import (
	"time"

	"github.com/google/uuid"

	"vonal/crm"
)

// The pipeline and its stages as the migrations make them.
var (
	pipeline = uuid.MustParse("01900000-0000-7000-8000-000000000001")
	stages   = []struct {
		id  uuid.UUID
		key string
	}{
		{uuid.MustParse("01900000-0000-7000-8000-000000000011"), "lead"},
		{uuid.MustParse("01900000-0000-7000-8000-000000000012"), "in_work"},
		{uuid.MustParse("01900000-0000-7000-8000-000000000013"), "payment"},
		{uuid.MustParse("01900000-0000-7000-8000-000000000014"), "fulfilled"},
		{uuid.MustParse("01900000-0000-7000-8000-000000000015"), "refused"},
	}
)

const refused = 4

// write makes up the notes.
func (t *teller) write() {
	for range t.IntN(2*notesPerCard + 1) {
		at, by := t.later(t.born, time.Hour, t.Now.Sub(t.born)+2*time.Hour), t.owner.User
		id, words := t.dice.id(at), pick(t.dice, t.tongue.notes)
		t.to.notes = append(t.to.notes, row{id, t.id, words, null(by), at})
		t.say(at, crm.EntryNote, by, nil, map[string]any{"written": crm.NoteLine{ID: crm.NoteID(id.String()), Text: words}})
	}
}

// sell makes up deals and the way each went.
func (t *teller) sell() {
	if !t.chance(30) {
		return
	}
	for range 1 + t.IntN(2) {
		t.deal()
	}
}

func (t *teller) deal() {
	at := t.later(t.born, 0, t.Now.Sub(t.born)+time.Hour)
	made, id := at, t.dice.id(at)
	line := crm.DealLine{ID: crm.DealID(id.String()), Title: pick(t.dice, t.tongue.wares), Amount: int64(20+t.IntN(2000)) * 100_000, Currency: "HUF"}
	t.say(at, crm.EntryDealMade, t.owner.User, nil, map[string]any{"deal": line})
	t.to.moves = append(t.to.moves, row{t.dice.id(at), id, at, nil, stages[0].id, null(t.owner.User), crm.ByHand, "", 0})

	stage, reason := 0, ""
	for t.chance(70) && stage < 3 {
		next := stage + 1
		if t.chance(20) {
			next, reason = refused, "price"
		}
		then := t.later(at, 24*time.Hour, 30*24*time.Hour)
		if then.Sub(at) < time.Hour || !then.Before(t.Now.Truncate(time.Millisecond)) {
			reason = ""
			break // it would lie in the future
		}
		move := t.dice.id(then)
		line.From, line.To, line.How, line.Reason, line.Move = stages[stage].key, stages[next].key, crm.ByHand, reason, crm.MoveID(move.String())
		t.say(then, crm.EntryDealMoved, t.owner.User, nil, map[string]any{"deal": line})
		t.to.moves = append(t.to.moves, row{move, id, then, stages[stage].id, stages[next].id, null(t.owner.User), crm.ByHand, reason, then.Sub(at).Milliseconds()})
		at, stage = then, next
	}
	var closing any
	if stage < 3 {
		closing = t.Now.Add(t.between(-10*24*time.Hour, 60*24*time.Hour)).Format(time.DateOnly)
	}
	t.to.deals = append(t.to.deals, row{id, t.id, pipeline, stages[stage].id, line.Title, line.Amount, line.Currency,
		t.owner.Agent, closing, reason, null(t.owner.User), made, at, at, int64(1 + stage)})
}

// plan makes up tasks; most of those of the past are done.
func (t *teller) plan() {
	for range t.IntN(2) {
		made := t.later(t.born, time.Hour, t.Now.Sub(t.born)+time.Hour)
		due := worked(made.Add(t.between(24*time.Hour, 20*24*time.Hour))).Truncate(15 * time.Minute)
		t.task(made, due)
	}
}

func (t *teller) task(made, due time.Time) {
	zone, err := time.LoadLocation(t.Zone)
	if err != nil {
		zone = time.UTC
	}
	id, title := t.dice.id(made), pick(t.dice, t.tongue.chores)
	about := map[string]any{"task": crm.TaskLine{ID: crm.TaskID(id.String()), Title: title}}
	t.say(made, crm.EntryTaskMade, t.owner.User, nil, about)
	state, done, changed := crm.TaskOpen, time.Time{}, made
	if due.Before(t.Now) && t.chance(97) {
		state, done = crm.TaskDone, due.Add(-time.Minute)
		if done.Before(made) {
			done = made
		}
		changed = done
		t.say(done, crm.EntryTaskDone, t.owner.User, nil, about)
	}
	t.to.tasks = append(t.to.tasks, row{id, title, state, crm.NormalPriority, due, due.In(zone).Format("2006-01-02T15:04"), zone.String(),
		t.id, null(t.owner.User), moment(done), made, changed})
	t.to.people = append(t.to.people, row{id, t.owner.Agent, 0})
}

// change makes up what was changed on the card itself.
func (t *teller) change() {
	for range t.IntN(3) {
		at := t.later(t.born, time.Hour, t.Now.Sub(t.born)+time.Hour)
		was := t.somebody()
		t.say(at, crm.EntryChanged, was.User, nil, map[string]any{
			"changes": []crm.FieldChange{{Field: "owner_id", From: was.Agent, To: t.owner.Agent}},
		})
		t.edits++
		if at.After(t.touched) {
			t.touched = at
		}
	}
}
