package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/hours"
	"vonal/crm/recur"
)

// closedAfter is how many days after its end a month is closed: by then its
// wrap-ups and what the fallback queue has handled are written.
const closedAfter = 3

// monthSum is what is kept of the lines of a month, which begins on @month.
const monthSum = `SELECT count(*) AS lines, encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', day, agent_id, offered, answered, missed, rejected,
	unreachable, withdrawn, inbound, outbound, talk_ms, wrapup_ms), E'\n' ORDER BY day, agent_id), ''), 'UTF8')), 'hex') AS checksum
	FROM agent_days WHERE day >= CAST(@month AS date) AND day < CAST(@month AS date) + interval '1 month'`

// CloseMonths closes each month that has been over for some days, the oldest
// first, after its days were brought in line with the calls once more, and
// answers how many. What changes later is not written; VerifyMonth tells it.
func (s *Store) CloseMonths(ctx context.Context) (closed int, err error) {
	for {
		done, err := s.closeMonth(ctx)
		if err != nil || !done {
			return closed, err
		}
		closed++
	}
}

func (s *Store) closeMonth(ctx context.Context) (done bool, err error) {
	err = s.write(ctx, "store.CloseMonths", func(tx *gorm.DB) error {
		done = false
		if err := holdStatistics(tx); err != nil {
			return err
		}
		month, err := s.monthToClose(tx)
		if err != nil || month.IsZero() {
			return err
		}
		for day := month; day.Before(month.AddDate(0, 1, 0)); day = day.AddDate(0, 0, 1) {
			if _, err := s.writeDay(tx, day); err != nil {
				return err
			}
		}
		done = true
		return tx.Exec("INSERT INTO closed_months (month, lines, checksum, closed_at) SELECT CAST(@month AS date), sum.lines, sum.checksum, @now FROM ("+monthSum+") AS sum",
			sql.Named("month", month.Format(time.DateOnly)), sql.Named("now", crm.Moment(s.clock.Now()))).Error
	})
	return done, err
}

// monthToClose is the oldest month that is over and not closed; the zero moment
// where there is none.
func (s *Store) monthToClose(tx *gorm.DB) (time.Time, error) {
	zone, err := recur.Zone(s.zone)
	if err != nil {
		return time.Time{}, err
	}
	month, err := openSince(tx)
	if err != nil {
		return time.Time{}, err
	}
	if month.IsZero() {
		var row struct{ First *time.Time }
		err := tx.Raw("SELECT least((SELECT min(started_at) FROM calls), (SELECT min(offered_at) FROM offers)) AS first").Scan(&row).Error
		if err != nil || row.First == nil {
			return time.Time{}, err
		}
		local := row.First.In(zone)
		month = time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	today := hours.DateOf(s.clock.Now().In(zone))
	over := month.AddDate(0, 1, closedAfter)
	if time.Date(today.Year, today.Month, today.Day, 0, 0, 0, 0, time.UTC).Before(over) {
		return time.Time{}, nil
	}
	return month, nil
}

// openSince is the first day that belongs to no closed month; the zero moment
// while none is closed.
func openSince(tx *gorm.DB) (time.Time, error) {
	var row struct{ Last *time.Time }
	err := tx.Raw("SELECT max(month) AS last FROM closed_months").Scan(&row).Error
	if err != nil || row.Last == nil {
		return time.Time{}, err
	}
	return row.Last.UTC().AddDate(0, 1, 0), nil
}

// otherLines are the lines of a day that are not what its calls say, and the
// other way round.
const otherLines = "SELECT count(DISTINCT agent_id) FROM ((" + agentDays + " EXCEPT SELECT * FROM agent_days WHERE day = CAST(@day AS date)) " +
	"UNION ALL (SELECT * FROM agent_days WHERE day = CAST(@day AS date) EXCEPT " + agentDays + ")) AS other"

// VerifyMonth looks at the closed month that follows one, "2026-10" or "" for the
// first, and says what is wrong with it: its lines are not those that were
// closed, or calls have changed since. month is "" after the last.
func (s *Store) VerifyMonth(ctx context.Context, last string) (month, flaw string, err error) {
	const op = "store.VerifyMonth"
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		var row struct {
			Month    time.Time
			Lines    int
			Checksum string
		}
		found := tx.Raw("SELECT month, lines, checksum FROM closed_months WHERE to_char(month, 'YYYY-MM') > ? ORDER BY month LIMIT 1", last).Scan(&row)
		if found.Error != nil || found.RowsAffected == 0 {
			return found.Error
		}
		month = row.Month.Format("2006-01")
		var sum struct {
			Lines    int
			Checksum string
		}
		if err := tx.Raw(monthSum, sql.Named("month", row.Month.Format(time.DateOnly))).Scan(&sum).Error; err != nil {
			return err
		}
		if sum.Lines != row.Lines || sum.Checksum != row.Checksum {
			flaw = fmt.Sprintf("month %s: its lines are not those that were closed", month)
			return nil
		}
		other := 0
		for day := row.Month.UTC(); day.Before(row.Month.AddDate(0, 1, 0)); day = day.AddDate(0, 0, 1) {
			span, err := s.spanOf(day)
			if err != nil {
				return err
			}
			var n int
			if err := tx.Raw(otherLines, span...).Scan(&n).Error; err != nil {
				return err
			}
			other += n
		}
		if other > 0 {
			flaw = fmt.Sprintf("month %s: calls have changed since it was closed; %d lines would be others", month, other)
		}
		return nil
	})
	return month, flaw, err
}
