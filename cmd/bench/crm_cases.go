package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"vonal/crm"
)

// crmCase is one thing that is asked of Vonal, and the SQL of somebody who
// would write it by hand.
type crmCase struct {
	name   string
	most   float64 // the ratio that is aimed at
	rarely bool    // it is slow by nature
	ask    func(ctx context.Context, c *customers, client *http.Client, who turn) error
	plain  func(ctx context.Context, c *customers, who turn) error
}

func (one crmCase) title(cards int) string { return fmt.Sprintf("%s, %d cards", one.name, cards) }

// page is a case of one path and one statement; $1 is what key names.
func page(name, path, sql string, key func(acquaintance) []any) crmCase {
	return crmCase{name: name, most: 2,
		ask: func(ctx context.Context, c *customers, client *http.Client, who turn) error {
			filled := strings.NewReplacer("{card}", who.card, "{phone}", url.QueryEscape(who.phone), "{name}", url.QueryEscape(who.name)).Replace(path)
			return c.get(ctx, client, who.head.token, filled)
		},
		plain: func(ctx context.Context, c *customers, who turn) error {
			if key == nil {
				return c.query(ctx, sql)
			}
			return c.query(ctx, sql, key(who.acquaintance)...)
		},
	}
}

// byAgent asks as somebody who sees only what is theirs.
func (one crmCase) byAgent(path, sql string) crmCase {
	one.name += ", own"
	one.ask = func(ctx context.Context, c *customers, client *http.Client, who turn) error {
		return c.get(ctx, client, who.agent.token, path)
	}
	one.plain = func(ctx context.Context, c *customers, who turn) error {
		return c.query(ctx, sql, string(who.agent.agent))
	}
	return one
}

func byCard(a acquaintance) []any  { return []any{a.card} }
func byPhone(a acquaintance) []any { return []any{a.phone} }

// The columns of a card in lists, with its numbers.
const listedCard = `SELECT c.*, ARRAY(SELECT phone FROM card_phones WHERE card_id = c.id ORDER BY place) FROM cards c `

const wholeCard = `SELECT c.*,
	(SELECT json_agg(p ORDER BY place) FROM card_phones p WHERE card_id = c.id),
	(SELECT json_agg(m ORDER BY place) FROM card_mails m WHERE card_id = c.id),
	(SELECT json_agg(k ORDER BY place) FROM card_contacts k WHERE card_id = c.id)
	FROM cards c WHERE c.id = $1 AND merged_into IS NULL`

// A page of a story with what is shown of its calls.
const story = `SELECT t.*, u.name, l.*, a.*, r.*, (SELECT json_agg(o ORDER BY place) FROM offers o WHERE o.call_id = l.id)
	FROM (SELECT * FROM timeline WHERE card_id = $1 ORDER BY at DESC, id DESC LIMIT 51) t
	LEFT JOIN users u ON u.id = t.by_user
	LEFT JOIN calls l ON l.id = t.call_id AND t.kind = 'call'
	LEFT JOIN after_calls a ON a.call_id = l.id LEFT JOIN recordings r ON r.call_id = l.id
	ORDER BY t.at DESC, t.id DESC`

const listedCalls = `SELECT l.*, c.name, c.tier, c.owner_id, a.*, r.*, (SELECT json_agg(o ORDER BY place) FROM offers o WHERE o.call_id = l.id)
	FROM calls l JOIN cards c ON c.id = l.card_id
	LEFT JOIN after_calls a ON a.call_id = l.id LEFT JOIN recordings r ON r.call_id = l.id `

const listedTasks = `SELECT t.*, c.name, u.name,
	(SELECT json_agg(json_build_object('id', p.person_id, 'name', coalesce(a.name, w.name)) ORDER BY p.place) FROM task_people p
		LEFT JOIN agents a ON a.id = p.person_id LEFT JOIN users w ON w.id = p.person_id WHERE p.task_id = t.id),
	(SELECT json_agg(b.blocked_by) FROM task_blockers b WHERE b.task_id = t.id),
	(SELECT count(*) FROM comments m WHERE m.task_id = t.id)
	FROM tasks t LEFT JOIN cards c ON c.id = t.card_id LEFT JOIN users u ON u.id = t.by_user `

const newest = ` ORDER BY c.created_at DESC, c.id DESC LIMIT 51`

// crmCases are what is asked most in a day, and what might be slow.
func crmCases() []crmCase {
	pop := crmCase{
		name: "card by number, in the server", most: 1.5,
		ask: func(ctx context.Context, c *customers, _ *http.Client, who turn) error {
			_, err := c.store.CardByPhone(ctx, crm.E164(who.phone))
			return err
		},
		plain: func(ctx context.Context, c *customers, who turn) error {
			return c.query(ctx, listedCard+"WHERE c.id = (SELECT card_id FROM card_phones WHERE phone = $1)", who.phone)
		},
	}
	cards := page("cards", "/cards", listedCard+"WHERE kind = 'customer' AND merged_into IS NULL"+newest, nil)
	calls := page("calls", "/calls", listedCalls+"ORDER BY l.started_at DESC, l.id DESC LIMIT 51", nil)
	tasks := page("tasks", "/tasks?state=open", listedTasks+"WHERE t.deleted_at IS NULL AND t.state = 'open' ORDER BY t.due_at NULLS LAST, t.id LIMIT 51", nil)
	board := page("board", "/board?limit=20", `SELECT stage_id, currency, count(*), sum(amount) FROM deals WHERE deleted_at IS NULL GROUP BY 1, 2`, nil)
	board.rarely = true
	words := page("cards by a name", "/cards?q={name}", listedCard+`WHERE kind = 'customer' AND merged_into IS NULL AND name ILIKE '%' || $1 || '%'`+newest,
		func(a acquaintance) []any { return []any{a.name} })
	words.rarely = true
	search := page("search", "/search?q={name}", listedCard+`WHERE merged_into IS NULL AND name ILIKE '%' || $1 || '%' ORDER BY last_contact_at DESC NULLS LAST LIMIT 8`,
		func(a acquaintance) []any { return []any{a.name} })
	search.rarely = true
	return []crmCase{
		pop,
		page("card by number", "/cards?phone={phone}", listedCard+"WHERE c.id = (SELECT card_id FROM card_phones WHERE phone = $1)", byPhone),
		page("card", "/cards/{card}", wholeCard, byCard),
		page("timeline", "/cards/{card}/timeline", story, byCard),
		cards,
		cards.byAgent("/cards", listedCard+`WHERE kind = 'customer' AND merged_into IS NULL AND (owner_id = $1
			OR EXISTS (SELECT FROM calls l WHERE l.card_id = c.id AND l.agent_id = $1))`+newest),
		page("cards by name", "/cards?sort=name", listedCard+"WHERE kind = 'customer' AND merged_into IS NULL ORDER BY c.name, c.id LIMIT 51", nil),
		words,
		calls,
		calls.byAgent("/calls", listedCalls+`WHERE l.agent_id = $1 OR c.owner_id = $1 OR EXISTS (SELECT FROM offers o WHERE o.call_id = l.id AND o.agent_id = $1)
			ORDER BY l.started_at DESC, l.id DESC LIMIT 51`),
		page("deals of a card", "/deals?card_id={card}", "SELECT d.*, c.name, s.key FROM deals d JOIN cards c ON c.id = d.card_id JOIN stages s ON s.id = d.stage_id WHERE d.card_id = $1 AND d.deleted_at IS NULL ORDER BY d.created_at DESC LIMIT 51", byCard),
		board,
		tasks,
		tasks.byAgent("/tasks?state=open", listedTasks+`WHERE t.deleted_at IS NULL AND t.state = 'open' AND (c.owner_id = $1
			OR EXISTS (SELECT FROM task_people p WHERE p.task_id = t.id AND p.person_id = $1)) ORDER BY t.due_at NULLS LAST, t.id LIMIT 51`),
		search,
	}
}
