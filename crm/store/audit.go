package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type auditRow struct {
	Seq      int64
	At       time.Time
	UserID   *crm.UserID
	What     string
	Thing    string
	ThingID  string
	IP       string
	Outcome  crm.AuditOutcome
	Detail   string
	Hash     []byte
	UserName *string `gorm:"->;-:migration"`
}

func (auditRow) TableName() string { return "audit_log" }

func (r auditRow) line() crm.AuditLine {
	return crm.AuditLine{Seq: r.Seq, At: r.At.UTC(), User: some(r.UserID), What: r.What, Thing: r.Thing, ThingID: r.ThingID,
		IP: r.IP, Outcome: r.Outcome, Detail: r.Detail, Hash: r.Hash}
}

func rowOfLine(l crm.AuditLine) auditRow {
	return auditRow{Seq: l.Seq, At: l.At, UserID: null(l.User), What: l.What, Thing: l.Thing, ThingID: l.ThingID,
		IP: l.IP, Outcome: l.Outcome, Detail: l.Detail, Hash: l.Hash}
}

// Audit writes a line for good; its moment is now. It waits for no other line.
func (s *Store) Audit(ctx context.Context, l crm.AuditLine) error {
	const op = "store.Audit"
	return s.read(ctx, op, func(tx *gorm.DB) error { return s.audit(tx, l) })
}

// audit is Audit in the transaction of what the line tells.
func (s *Store) audit(tx *gorm.DB, l crm.AuditLine) error {
	l.At = s.clock.Now()
	if l = l.Checked(); !sound(l.User) {
		l.User = ""
	}
	return tx.Table("audit_inbox").Omit("Seq", "Hash", "UserName").Create(new(rowOfLine(l))).Error
}

// chainAtOnce is how many lines one transaction puts into the chain.
const chainAtOnce = 500

// ChainAudit puts the lines that wait into the chain, in the order in which
// they were written. Of several programs one at a time does.
func (s *Store) ChainAudit(ctx context.Context) error {
	for {
		n, err := s.chainSome(ctx)
		if err != nil || n < chainAtOnce {
			return err
		}
	}
}

func (s *Store) chainSome(ctx context.Context) (n int, err error) {
	const op = "store.ChainAudit"
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended('audit_log', 8))").Error; err != nil {
			return err
		}
		var waiting []auditRow
		err := tx.Raw(`WITH taken AS (
				DELETE FROM audit_inbox WHERE id IN (SELECT id FROM audit_inbox ORDER BY id LIMIT ?) RETURNING *
			) SELECT * FROM taken ORDER BY id`, chainAtOnce).Scan(&waiting).Error
		if err != nil || len(waiting) == 0 {
			return err
		}
		head, err := auditHead(tx)
		if err != nil {
			return err
		}
		rows := make([]auditRow, len(waiting))
		for i, w := range waiting {
			l := w.line().Chained(head)
			head = crm.AuditHead{Seq: l.Seq, Hash: l.Hash}
			rows[i] = rowOfLine(l)
		}
		n = len(rows)
		return tx.Create(&rows).Error
	})
	return n, err
}

func auditHead(tx *gorm.DB) (crm.AuditHead, error) {
	var rows []auditRow
	err := tx.Order("seq DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return crm.AuditHead{}, err
	}
	return crm.AuditHead{Seq: rows[0].Seq, Hash: rows[0].Hash}, nil
}

// AuditHead is the newest line's place and hash, after all that waits was put
// into the chain.
func (s *Store) AuditHead(ctx context.Context) (head crm.AuditHead, err error) {
	const op = "store.AuditHead"
	if err := s.ChainAudit(ctx); err != nil {
		return head, fault.Wrap(op, err)
	}
	err = s.read(ctx, op, func(tx *gorm.DB) (err error) {
		head, err = auditHead(tx)
		return err
	})
	return head, err
}

// ListAudit are the lines that match, newest first, after all that waits was
// put into the chain. names are those of the users who are in them.
func (s *Store) ListAudit(ctx context.Context, f crm.AuditFilter, page crm.Page) (list crm.List[crm.AuditLine], names map[crm.UserID]string, err error) {
	const op = "store.ListAudit"
	if err := narrow(op, f.User, "user_id"); err != nil {
		return list, nil, err
	}
	if err := s.ChainAudit(ctx); err != nil {
		return list, nil, fault.Wrap(op, err)
	}
	before, err := lineBefore(op, page.Cursor)
	if err != nil {
		return list, nil, err
	}
	var rows []auditRow
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		q := tx.Table("audit_log").Select("audit_log.*, users.name AS user_name").Joins("LEFT JOIN users ON users.id = audit_log.user_id").
			Order("seq DESC").Limit(page.Size() + 1)
		for rule, v := range map[string]string{"user_id = ?": string(f.User), "what = ?": f.What, "thing_id = ?": f.ThingID, "outcome = ?": string(f.Outcome)} {
			if v != "" {
				q = q.Where(rule, v)
			}
		}
		if !f.From.IsZero() {
			q = q.Where("at >= ?", f.From)
		}
		if !f.To.IsZero() {
			q = q.Where("at < ?", f.To)
		}
		if before > 0 {
			q = q.Where("seq < ?", before)
		}
		return q.Find(&rows).Error
	})
	names = map[crm.UserID]string{}
	for _, r := range rows {
		if r.UserID != nil {
			names[*r.UserID] = some(r.UserName)
		}
	}
	return cut(rows, page, func(r auditRow) linePlace { return linePlace(r.Seq) }, auditRow.line), names, err
}

// VerifyAudit walks the chain from its beginning and answers its head. Where it
// does not hold that is a fault of kind Conflict that names the first line. A
// head that was written down before must be in it; the zero head asks for none.
func (s *Store) VerifyAudit(ctx context.Context, known crm.AuditHead) (head crm.AuditHead, err error) {
	const op = "store.VerifyAudit"
	met := known.Seq == 0
	for {
		var n int
		head, n, err = s.FollowAudit(ctx, head, func(head crm.AuditHead) error {
			if head.Seq != known.Seq {
				return nil
			}
			met = true
			if string(head.Hash) != string(known.Hash) {
				return fault.New(fault.Conflict, op, "line %d is not the one whose hash was written down", head.Seq)
			}
			return nil
		})
		if err != nil {
			return head, err
		}
		if n == 0 {
			break
		}
	}
	if !met {
		return head, fault.New(fault.Conflict, op, "line %d is missing: the log ends with line %d", known.Seq, head.Seq)
	}
	return head, nil
}

// followedAtOnce is how many lines FollowAudit walks.
const followedAtOnce = 5000

// FollowAudit walks some lines of the chain that follow a head, the zero head for
// its beginning, and answers the last, and how many they were: 0 after the end.
// Where the chain does not hold that is a fault of kind Conflict that names the
// line; so is what each refuses, which is given every line's head and may be nil.
func (s *Store) FollowAudit(ctx context.Context, head crm.AuditHead, each func(crm.AuditHead) error) (last crm.AuditHead, read int, err error) {
	const op = "store.FollowAudit"
	var rows []auditRow
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		return tx.Where("seq > ?", head.Seq).Order("seq").Limit(followedAtOnce).Find(&rows).Error
	})
	if err != nil {
		return head, 0, err
	}
	for _, r := range rows {
		if head, err = head.Follow(r.line()); err != nil {
			return head, read, fault.Wrap(op, err)
		}
		if each != nil {
			if err := each(head); err != nil {
				return head, read, err
			}
		}
		read++
	}
	return head, read, nil
}
