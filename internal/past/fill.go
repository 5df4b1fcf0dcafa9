package past

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// table is where rows of one kind go.
type table struct {
	name, columns string
	order         string // by what it grows in life; "" if it does not matter
	rows          func(*story) []row
}

var tables = []table{
	{"cards", "id, kind, name, owner_id, tier, created_at, updated_at, version, form, language, tags, addresses, last_contact_at", "created_at", func(s *story) []row { return s.cards }},
	{"card_phones", "phone, card_id, place, extension, label, contact_id", "", func(s *story) []row { return s.phones }},
	{"card_mails", "card_id, mail, label, contact_id, place", "", func(s *story) []row { return s.mails }},
	{"card_contacts", "id, card_id, name, role, extension, place", "id", func(s *story) []row { return s.contacts }},
	{"calls", "id, direction, from_raw, from_number, from_name, to_number, channel, instance, disposition, agent_id, card_id, started_at, answered_at, ended_at, wait_ms, talk_ms, recording_name, written_at", "started_at", func(s *story) []row { return s.calls }},
	{"offers", "call_id, place, agent_id, offered_at, ringing_at, ended_at, result, because", "offered_at", func(s *story) []row { return s.offers }},
	{"after_calls", "call_id, wrapup_ms, outcome, note, by_user, at", "call_id", func(s *story) []row { return s.after }},
	{"recordings", "id, call_id, name, state, reason, path, duration_ms, size_bytes, created_at, settled_at", "id", func(s *story) []row { return s.recordings }},
	{"deals", "id, card_id, pipeline_id, stage_id, title, amount, currency, owner_id, expected_close, reason, created_by, created_at, updated_at, stage_since, version", "id", func(s *story) []row { return s.deals }},
	{"deal_moves", "id, deal_id, at, from_stage, to_stage, by_user, how, reason, stayed_ms", "id", func(s *story) []row { return s.moves }},
	{"notes", "id, card_id, text, by_user, at", "at", func(s *story) []row { return s.notes }},
	{"tasks", "id, title, state, priority, due_at, due_local, due_zone, card_id, by_user, done_at, created_at, updated_at", "id", func(s *story) []row { return s.tasks }},
	{"task_people", "task_id, person_id, place", "task_id", func(s *story) []row { return s.people }},
	{"timeline", "id, card_id, at, kind, by_user, call_id, data", "at", func(s *story) []row { return s.line }},
}

// batch is how many cards go to the tables at a time.
const batch = 500

// Fill writes the past of the plan into the database, whose tables have been
// migrated and hold no cards. It needs a superuser, since it checks no
// references while it writes, and takes some minutes for a million cards;
// progress hears what is being done. If it fails, some of the past is there.
func Fill(ctx context.Context, dsn string, p Plan, progress func(string)) error {
	if p.Cards <= 0 || len(p.Staff) == 0 {
		return fmt.Errorf("past: a plan needs cards and people")
	}
	var there bool
	if err := onOne(ctx, dsn, func(c *pgx.Conn) error {
		return c.QueryRow(ctx, "SELECT EXISTS (SELECT FROM cards)").Scan(&there)
	}); err != nil {
		return err
	}
	if there {
		return fmt.Errorf("past: there are cards already")
	}
	indexes, err := dropIndexes(ctx, dsn, p.Cards)
	if err != nil {
		return err
	}
	progress(fmt.Sprintf("making up %d cards", p.Cards))
	if err := write(ctx, dsn, p); err != nil {
		return err
	}
	progress("sorting them by time")
	if err := settle(ctx, dsn); err != nil {
		return err
	}
	// What is searched of a card is gathered by the indexes of what it has.
	progress("making indexes, and what is searched")
	words := func(i index) bool { return i.table == "card_words" }
	if err := makeIndexes(ctx, dsn, slices.DeleteFunc(slices.Clone(indexes), words)); err != nil {
		return err
	}
	if err := run(ctx, dsn, "INSERT INTO card_words (card_id, words) SELECT id, words_of_card(id) FROM cards ORDER BY id"); err != nil {
		return fmt.Errorf("past: card_words: %w", err)
	}
	if err := makeIndexes(ctx, dsn, slices.DeleteFunc(indexes, func(i index) bool { return !words(i) })); err != nil {
		return err
	}
	progress("VACUUM ANALYZE")
	return run(ctx, dsn, "VACUUM ANALYZE")
}

// write makes up the cards, on as many connections as there are tables, so that
// each card is made up once.
func write(ctx context.Context, dsn string, p Plan) error {
	work, ctx := errgroup.WithContext(ctx)
	feeds := make([]chan []*story, len(tables))
	for i, t := range tables {
		feeds[i] = make(chan []*story, 4)
		work.Go(func() error {
			return onOne(ctx, dsn, func(c *pgx.Conn) error { return t.copyFrom(ctx, c, feeds[i]) })
		})
	}
	work.Go(func() error {
		for _, feed := range feeds {
			defer close(feed)
		}
		for from := 0; from < p.Cards; from += batch {
			var told []*story
			for i := from; i < min(from+batch, p.Cards); i++ {
				told = append(told, p.tell(i))
			}
			for _, feed := range feeds {
				select {
				case feed <- told:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		return nil
	})
	return work.Wait()
}

// heap is the table into which a table's rows come first.
func (t table) heap() string {
	if t.order == "" {
		return t.name
	}
	return "past_" + t.name
}

func (t table) copyFrom(ctx context.Context, c *pgx.Conn, feed <-chan []*story) error {
	if t.order != "" {
		if _, err := c.Exec(ctx, "CREATE UNLOGGED TABLE "+t.heap()+" (LIKE "+t.name+" INCLUDING DEFAULTS INCLUDING GENERATED)"); err != nil {
			return err
		}
	}
	columns := strings.Split(t.columns, ", ")
	var now []row
	var cards []*story
	next := func() (row, error) {
		for len(now) == 0 {
			if len(cards) == 0 {
				var more bool
				if cards, more = <-feed; !more {
					return nil, nil
				}
				continue
			}
			now, cards = t.rows(cards[0]), cards[1:]
		}
		r := now[0]
		now = now[1:]
		return r, nil
	}
	_, err := c.CopyFrom(ctx, pgx.Identifier{t.heap()}, columns, pgx.CopyFromFunc(next))
	if err != nil {
		return fmt.Errorf("past: %s: %w", t.name, err)
	}
	return nil
}

// settle brings the rows into the tables in the order in which life would have
// written them: what belongs to one card lies far apart.
func settle(ctx context.Context, dsn string) error {
	for _, t := range tables {
		if t.order == "" {
			continue
		}
		err := run(ctx, dsn, fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s ORDER BY %s", t.name, t.columns, t.columns, t.heap(), t.order))
		if err == nil {
			err = run(ctx, dsn, "DROP TABLE "+t.heap())
		}
		if err != nil {
			return fmt.Errorf("past: %s: %w", t.name, err)
		}
	}
	return nil
}
