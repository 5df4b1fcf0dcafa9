package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// dealRow is a deal with the words for what it refers to; see dealColumns.
type dealRow struct {
	ID            crm.DealID
	CardID        crm.CardID
	PipelineID    string
	StageID       string
	Title         string
	Amount        int64
	Currency      string
	OwnerID       *crm.AgentID
	ExpectedClose *time.Time
	Reason        string
	CreatedBy     *crm.UserID
	CreatedAt     time.Time
	UpdatedAt     time.Time
	StageSince    time.Time
	DeletedAt     *time.Time
	Version       int64

	CardName    string        `gorm:"->;-:migration"`
	PipelineKey string        `gorm:"->;-:migration"`
	StageKey    string        `gorm:"->;-:migration"`
	StageKind   crm.StageKind `gorm:"->;-:migration"`
	SortKey     *string       `gorm:"->;-:migration"`

	// On the board of deadlines.
	Due    *time.Time `gorm:"->;-:migration"`
	Span   string     `gorm:"->;-:migration"`
	InSpan int        `gorm:"->;-:migration"`
}

func (dealRow) TableName() string { return "deals" }

func (r dealRow) deal() crm.Deal {
	d := crm.Deal{ID: r.ID, Card: r.CardID, CardName: r.CardName, Pipeline: r.PipelineKey, Stage: r.StageKey, Kind: r.StageKind,
		Title: r.Title, Money: crm.Money{Amount: r.Amount, Currency: r.Currency}, Owner: some(r.OwnerID), Reason: r.Reason,
		CreatedBy: some(r.CreatedBy), CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), StageSince: r.StageSince.UTC(),
		DeletedAt: utc(r.DeletedAt), Version: r.Version}
	if r.ExpectedClose != nil {
		d.ExpectedClose = crm.Day(r.ExpectedClose.Format(time.DateOnly))
	}
	return d
}

const dealColumns = `deals.*, cards.name AS card_name, pipelines.key AS pipeline_key, stages.key AS stage_key, stages.kind AS stage_kind`

// dealsOf is a query on the deals within the sight: those one leads, and those
// of customers of one's own.
func dealsOf(tx *gorm.DB, s crm.Sight) *gorm.DB {
	// Outer, though each deal has all three: the planner leaves out what is not asked for.
	q := tx.Table("deals").Joins(`LEFT JOIN cards ON cards.id = deals.card_id
		LEFT JOIN stages ON stages.id = deals.stage_id LEFT JOIN pipelines ON pipelines.id = deals.pipeline_id`)
	return within(q, s, "deals.owner_id", "cards.owner_id")
}

// GetDeal finds a deal that the viewer may see.
func (s *Store) GetDeal(ctx context.Context, v crm.Viewer, id crm.DealID) (crm.Deal, error) {
	const op = "store.GetDeal"
	if !sound(id) {
		return crm.Deal{}, unknown(op)
	}
	var row dealRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return dealsOf(tx, v.Sight(crm.SeeDeals)).Select(dealColumns).Where("deals.id = ? AND deals.deleted_at IS NULL", id).Take(&row).Error
	})
	return row.deal(), err
}

// dealSorts are the ways in which deals are sorted; the first unasked.
var dealSorts = []sorting{
	{Name: "created_at", column: "deals.created_at", cast: "timestamptz", id: "deals.id", down: true},
	{Name: "updated_at", column: "deals.updated_at", cast: "timestamptz", id: "deals.id"},
	{Name: "stage_since", column: "deals.stage_since", cast: "timestamptz", id: "deals.id"},
	{Name: "amount", column: "deals.amount", cast: "bigint", id: "deals.id"},
	{Name: "expected_close", column: "deals.expected_close", cast: "date", id: "deals.id", gaps: true},
}

// ListDeals are the deals that the viewer may see.
func (s *Store) ListDeals(ctx context.Context, v crm.Viewer, f crm.DealFilter, page crm.Page) (crm.List[crm.Deal], error) {
	const op = "store.ListDeals"
	var list crm.List[crm.Deal]
	way, err := sortingOf(f.Sort, dealSorts...)
	if err != nil {
		return list, fault.Wrap(op, err)
	}
	where := func(r dealRow) spot { return way.spotOf(r.SortKey, string(r.ID)) }
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		if err := narrow(op, f.Owner, "owner_id"); err != nil {
			return err
		}
		if err := narrow(op, f.Card, "card_id"); err != nil {
			return err
		}
		if err := narrow(op, f.Team, "team_id"); err != nil {
			return err
		}
		q, err := sorted(dealsThat(tx, v, f), way, page)
		if err != nil {
			return err
		}
		var rows []dealRow
		if err := q.Select(dealColumns + ", " + way.sortKey()).Find(&rows).Error; err != nil {
			return err
		}
		list = cut(rows, page, where, dealRow.deal)
		return addNextTasks(tx, v, list.Items)
	})
	return list, err
}

// dealsThat is a query on the deals that the viewer may see and the filter lets
// through.
func dealsThat(tx *gorm.DB, v crm.Viewer, f crm.DealFilter) *gorm.DB {
	q := dealsOf(tx, v.Sight(crm.SeeDeals)).Where("deals.deleted_at IS NULL")
	if f.Card != "" {
		q = q.Where("deals.card_id = ?", f.Card)
	}
	if f.Owner != "" {
		q = q.Where("deals.owner_id = ?", f.Owner)
	}
	if f.Team != "" {
		q = q.Where("deals.owner_id IN (SELECT agent_id FROM team_members WHERE team_id = ?)", f.Team)
	}
	if f.Due != "" {
		q = dealsDue(tx, v, q, f.Due, f.Ends)
	}
	if f.Pipeline != "" {
		q = q.Where("deals.pipeline_id = (SELECT id FROM pipelines WHERE key = ?)", f.Pipeline)
	}
	if f.Stage != "" {
		q = q.Where("stages.key = ?", f.Stage)
	}
	if f.Kind != "" {
		q = q.Where("stages.kind = ?", f.Kind)
	}
	if text := crm.CleanName(f.Text); text != "" {
		q = dealsLike(q, text)
	}
	return q
}

// fewDeals is up to how many deals of one word it is quicker to gather them than
// to walk the list until enough have come by.
const fewDeals = 1000

// dealsLike narrows a query to the deals in whose title the text stands, or on
// whose customer's card.
func dealsLike(q *gorm.DB, text string) *gorm.DB {
	title := containing(text)
	found, args := wordsLike(text)
	args = append([]any{title}, args...)
	var many bool
	q.Session(&gorm.Session{NewDB: true}).
		Raw("SELECT count(*) > ? FROM (SELECT FROM deals WHERE title ILIKE ? LIMIT ?) AS few", fewDeals, title, fewDeals+1).Scan(&many)
	if many {
		return q.Where("(deals.title ILIKE ? OR deals.card_id IN ("+found+"))", args...)
	}
	return q.Where(`deals.id IN (SELECT id FROM deals WHERE title ILIKE ? UNION
		SELECT id FROM deals WHERE card_id IN (`+found+"))", args...)
}

// CreateDeal makes a deal of a customer that the viewer may see. Its owner is
// the customer's unless said otherwise, or else who makes it.
func (s *Store) CreateDeal(ctx context.Context, v crm.Viewer, in crm.NewDeal) (crm.Deal, error) {
	const op = "store.CreateDeal"
	in, err := in.Checked()
	if err != nil {
		return crm.Deal{}, fault.Wrap(op, err)
	}
	if !sound(in.Card) {
		return crm.Deal{}, fault.New(fault.Invalid, op, "there is no such card").At("card_id")
	}
	if err := narrow(op, in.Owner, "owner_id"); err != nil {
		return crm.Deal{}, err
	}
	if in.Owner != "" {
		if err := v.CheckDealOwner("", in.Owner); err != nil {
			return crm.Deal{}, fault.Wrap(op, err)
		}
	}
	var deal crm.Deal
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		if err := reachesCard(tx, op, v, crm.SeeCards, in.Card); err != nil {
			return noSuchCard(op, err)
		}
		p, err := pipeline(tx, op, in.Pipeline)
		if err != nil {
			return err
		}
		stage, there := p.Stage(in.Stage)
		if in.Stage == "" {
			stage, there = p.First()
		}
		if !there {
			return noStage(op)
		}
		deal, _, err = s.newDeal(tx, op, v, in, p, stage, crm.ByHand)
		return err
	})
	return deal, err
}

// noSuchCard is for a card that a body names, where it cannot be a 404.
func noSuchCard(op string, err error) error {
	if explained := explain(op, err); !fault.Is(explained, fault.Unknown) {
		return err
	}
	return fault.New(fault.Invalid, op, "there is no such card").At("card_id")
}

// newDeal makes the deal, its first move and the line on the timeline.
func (s *Store) newDeal(tx *gorm.DB, op string, v crm.Viewer, in crm.NewDeal, p crm.Pipeline, stage crm.Stage, how crm.How) (crm.Deal, crm.MoveID, error) {
	id, err := newID[crm.DealID]()
	if err != nil {
		return crm.Deal{}, "", err
	}
	var card cardRow
	if err := tx.Select("cards.*").Where("id = ?", in.Card).Take(&card).Error; err != nil {
		return crm.Deal{}, "", err
	}
	now := crm.Moment(s.clock.Now())
	d := crm.Deal{ID: id, Card: in.Card, CardName: card.Name, Pipeline: p.Key, Stage: stage.Key, Kind: stage.Kind, Title: in.Title,
		Money: in.Money, Owner: in.Owner, ExpectedClose: in.ExpectedClose, Reason: in.Reason, CreatedBy: v.User,
		CreatedAt: now, UpdatedAt: now, StageSince: now, Version: 1}
	if d.Owner == "" {
		if d.Owner = some(card.OwnerID); d.Owner == "" {
			d.Owner = v.Agent
		}
	} else if err := employedOwner(tx, op, d.Owner); err != nil {
		return d, "", err
	}
	if stage.Kind != crm.StageLost {
		d.Reason = ""
	}
	if err := stage.Admits(d); err != nil {
		return d, "", err
	}
	err = tx.Exec(`INSERT INTO deals (id, card_id, pipeline_id, stage_id, title, amount, currency, owner_id, expected_close, reason,
		created_by, created_at, updated_at, stage_since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.Card, p.ID, stage.ID, d.Title, d.Amount, d.Currency, null(d.Owner), null(d.ExpectedClose), d.Reason,
		null(v.User), now, now, now).Error
	if err != nil {
		return d, "", err
	}
	move, err := s.addMove(tx, d.ID, "", stage.ID, v.User, how, d.Reason, 0, "")
	if err != nil {
		return d, "", err
	}
	line := dealLine(d)
	line.To, line.How, line.Move = stage.Key, how, move
	return d, move, s.addEntries(tx, crm.Entry{Card: d.Card, At: now, Kind: crm.EntryDealMade, By: v.User, Deal: line})
}

func dealLine(d crm.Deal) *crm.DealLine {
	return &crm.DealLine{ID: d.ID, Title: d.Title, Amount: d.Amount, Currency: d.Currency}
}
