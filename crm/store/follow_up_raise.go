package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/follow"
)

// dueRow is a follow-up whose time has come, its rule, and what must be known to
// decide about it.
type dueRow struct {
	ID       crm.FollowUpID
	CardID   crm.CardID
	DealID   *crm.DealID
	MakerID  *crm.AgentID
	DueAt    time.Time
	DueLocal string
	DueZone  string
	RuleName string
	Unless   crm.Unless
	Title    string
	Note     string
	Priority crm.Priority
	Who      crm.FollowWho

	Owner  *crm.AgentID
	Maker  *crm.AgentID
	Gone   bool
	Spoken bool
	Newer  bool
	Moved  bool
	Later  bool
	Closed bool
}

func (r dueRow) facts() follow.Facts {
	return follow.Facts{DueAt: r.DueAt, Owner: some(r.Owner), Maker: some(r.Maker), Gone: r.Gone, Spoken: r.Spoken, Newer: r.Newer,
		Moved: r.Moved, Later: r.Later, Closed: r.Closed}
}

// dueFollowUps takes those that are due and that nobody else has taken. The rule
// is held, too: who changes it waits, and finds them raised.
var dueFollowUps = `
WITH due AS (
	SELECT f.*, ` + ruleName + ` AS rule_name, r."when", r.stage_id, r.field, r.unless, r.series, ` + ruleTitle + ` AS title, r.note, r.priority, r.who
	FROM follow_ups AS f JOIN follow_up_rules AS r ON r.id = f.rule_id
	WHERE f.state = 'waiting' AND f.due_at <= @now AND r.enabled AND f.rule_version = r.version
	ORDER BY f.due_at, f.id LIMIT @most
	FOR UPDATE OF f SKIP LOCKED FOR SHARE OF r)
SELECT due.id, due.card_id, due.deal_id, due.due_at, due.due_local, due.due_zone, due.rule_name, due.unless, due.title, due.note, due.priority, due.who,
	owners.id AS owner, makers.id AS maker,
	cards.merged_into IS NOT NULL AS gone,
	due.unless = 'spoken' AND EXISTS (SELECT FROM calls WHERE calls.card_id = due.card_id AND calls.started_at > due.from_at
		AND calls.answered_at IS NOT NULL AND calls.talk_ms >= ` + dutyTalkMS + `) AS spoken,
	due.unless = 'renewed' AND EXISTS (SELECT FROM deals AS n JOIN stages ON stages.id = n.stage_id WHERE n.card_id = due.card_id
		AND n.pipeline_id = deals.pipeline_id AND n.created_at > due.from_at AND n.deleted_at IS NULL AND stages.kind <> 'lost') AS newer,
	due."when" = 'date' AND cards.fields->>due.field IS DISTINCT FROM split_part(due.occasion, ' ', 2) OR due."when" = 'stage' AND (deals.id IS NULL OR deals.deleted_at IS NOT NULL OR deals.stage_id <> due.stage_id
		OR (SELECT m.id::text FROM deal_moves AS m WHERE m.deal_id = due.deal_id ORDER BY m.at DESC, m.id DESC LIMIT 1) <> due.occasion) AS moved,
	due.series <> '' AND due.deal_id IS NOT NULL AND EXISTS (SELECT FROM follow_ups AS o JOIN follow_up_rules AS s ON s.id = o.rule_id
		WHERE o.card_id = due.card_id AND o.deal_id = due.deal_id AND s.series = due.series AND s.enabled AND o.state = 'waiting'
		AND o.due_at <= @now AND (o.due_at, o.id) > (due.due_at, due.id)) AS later,
	due."when" = 'lost_call' AND NOT EXISTS (SELECT FROM duties WHERE duties.id = due.occasion::uuid AND duties.closed_at IS NULL) AS closed
FROM due JOIN cards ON cards.id = due.card_id LEFT JOIN deals ON deals.id = due.deal_id
	LEFT JOIN agents AS owners ON owners.id = cards.owner_id AND owners.deleted_at IS NULL
	LEFT JOIN agents AS makers ON makers.id = due.maker_id AND makers.deleted_at IS NULL
ORDER BY due.due_at, due.id`

// raised is all that is written of some follow-ups, as one JSON text.
type raised struct {
	Ends   []endLine    `json:"ends"`
	Tasks  []taskLine   `json:"tasks"`
	People []personLine `json:"people"`
	Lines  []entryLine  `json:"lines"`
}

type endLine struct {
	ID     crm.FollowUpID  `json:"id"`
	State  crm.FollowState `json:"state"`
	Why    string          `json:"why"`
	TaskID *crm.TaskID     `json:"task_id"`
}

type taskLine struct {
	ID       crm.TaskID   `json:"id"`
	Title    string       `json:"title"`
	Note     string       `json:"note"`
	Priority crm.Priority `json:"priority"`
	DueAt    time.Time    `json:"due_at"`
	DueLocal string       `json:"due_local"`
	DueZone  string       `json:"due_zone"`
	CardID   crm.CardID   `json:"card_id"`
	DealID   *crm.DealID  `json:"deal_id"`
	Rule     string       `json:"rule"`
}

type personLine struct {
	TaskID   crm.TaskID   `json:"task_id"`
	PersonID crm.PersonID `json:"person_id"`
}

const writeRaised = `
WITH doc AS (SELECT CAST(@doc AS jsonb) AS d),
task AS (
	INSERT INTO tasks (id, title, note, state, priority, due_at, told_due_at, due_local, due_zone, card_id, deal_id, rule, created_at, updated_at)
	SELECT t.id, t.title, t.note, 'open', t.priority, t.due_at, t.due_at, t.due_local, t.due_zone, t.card_id, t.deal_id, t.rule, @now, @now
	FROM doc, jsonb_to_recordset(d->'tasks') AS t (id uuid, title text, note text, priority text, due_at timestamptz, due_local text, due_zone text, card_id uuid, deal_id uuid, rule text)
),
person AS (
	INSERT INTO task_people (task_id, person_id, place)
	SELECT p.task_id, p.person_id, 0 FROM doc, jsonb_to_recordset(d->'people') AS p (task_id uuid, person_id uuid)
),
line AS (
	INSERT INTO timeline SELECT l.* FROM doc, jsonb_populate_recordset(NULL::timeline, d->'lines') AS l
)
UPDATE follow_ups SET state = e.state, why = e.why, task_id = e.task_id, ended_at = @now
FROM doc, jsonb_to_recordset(d->'ends') AS e (id uuid, state text, why text, task_id uuid) WHERE follow_ups.id = e.id`

// RaiseFollowUps raises the tasks that are due, oldest first and at most so many,
// and answers how many follow-ups are over by it: 0 when none is due, or others
// are at it. Several may raise at once. Each follow-up has one effect, in one
// transaction with its end.
func (s *Store) RaiseFollowUps(ctx context.Context, most int) (done int, err error) {
	err = s.write(ctx, "store.RaiseFollowUps", func(tx *gorm.DB) error {
		now := crm.Moment(s.clock.Now())
		var due []dueRow
		if err := tx.Raw(dueFollowUps, sql.Named("now", now), sql.Named("most", most)).Scan(&due).Error; err != nil {
			return err
		}
		if done = len(due); done == 0 {
			return nil
		}
		standIns, err := s.standIns(tx)
		if err != nil {
			return err
		}
		doc := raised{Ends: []endLine{}, Tasks: []taskLine{}, People: []personLine{}, Lines: []entryLine{}}
		for _, r := range due {
			verdict := follow.Judge(r.facts(), r.Unless, r.Who, standIns, now)
			if err := doc.add(r, verdict, now); err != nil {
				return err
			}
		}
		text, err := json.Marshal(doc)
		if err != nil {
			return err
		}
		if err := tx.Exec(writeRaised, sql.Named("doc", string(text)), sql.Named("now", now)).Error; err != nil {
			return err
		}
		if err := s.tellHooks(tx, doc.events(now)...); err != nil {
			return err
		}
		return s.raise(tx, doc.news()...)
	})
	return done, err
}

// news is what those are told of whom the tasks are asked: that they are due.
func (d *raised) news() []crm.News {
	all := make([]crm.News, len(d.People))
	for i, p := range d.People {
		all[i] = crm.News{Kind: crm.NoticeTaskDue, Matter: crm.MatterOf("task", p.TaskID), Task: p.TaskID, For: []crm.PersonID{crm.PersonID(p.PersonID)}}
	}
	return all
}

// events are that the tasks were opened.
func (d *raised) events(now time.Time) []crm.Event {
	all := make([]crm.Event, len(d.Tasks))
	for i, t := range d.Tasks {
		all[i] = taskEvent(crm.EventTaskOpened, now, t.ID, t.CardID)
	}
	return all
}

func (d *raised) add(r dueRow, v follow.Verdict, now time.Time) error {
	end := endLine{ID: r.ID, State: v.State, Why: v.Why}
	if v.State == crm.FollowRaised {
		id, err := newID[crm.TaskID]()
		if err != nil {
			return err
		}
		end.TaskID = &id
		if v.Late > 0 {
			end.Why = "late"
		}
		d.Tasks = append(d.Tasks, taskLine{ID: id, Title: r.Title, Note: r.Note, Priority: r.Priority, DueAt: r.DueAt, DueLocal: r.DueLocal,
			DueZone: r.DueZone, CardID: r.CardID, DealID: r.DealID, Rule: r.RuleName})
		if v.For != "" {
			d.People = append(d.People, personLine{id, v.For})
		}
		line, err := entryLineOf(crm.Entry{Card: r.CardID, At: now, Kind: crm.EntryTaskMade, Task: &crm.TaskLine{ID: id, Title: r.Title}})
		if err != nil {
			return err
		}
		d.Lines = append(d.Lines, line)
	}
	d.Ends = append(d.Ends, end)
	return nil
}

// absencesAt are those under way.
func absencesAt(tx *gorm.DB, now time.Time) ([]crm.Absence, error) {
	var rows []absenceRow
	err := tx.Raw(`SELECT absences.agent_id, deputies.id AS deputy_id, starts_at, ends_at FROM absences
		LEFT JOIN agents AS deputies ON deputies.id = deputy_id AND deputies.deleted_at IS NULL
		WHERE starts_at <= @now AND ends_at > @now`, sql.Named("now", now)).Scan(&rows).Error
	all := make([]crm.Absence, len(rows))
	for i, r := range rows {
		all[i] = r.absence()
	}
	return all, err
}
