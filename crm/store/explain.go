package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"vonal/internal/fault"
)

// rules says which member of a request is wrong when a constraint refuses it.
var rules = map[string]struct {
	kind  fault.Kind
	field string
	text  string
}{
	"agents_extension_key":       {fault.Conflict, "extension", "another agent has this extension"},
	"card_phones_pkey":           {fault.Conflict, "phones", "one of these numbers stands on another card"},
	"absences_once":              {fault.Conflict, "from", "this agent is away already at that time"},
	"cards_owner_id_fkey":        {fault.Invalid, "owner_id", "there is no such agent"},
	"calls_agent_id_fkey":        {fault.Invalid, "agent_id", "there is no such agent"},
	"users_role_fkey":            {fault.Invalid, "role", "there is no such role"},
	"numbers_team_id_fkey":       {fault.Invalid, "team_id", "there is no such team"},
	"numbers_hours_id_fkey":      {fault.Invalid, "hours_id", "there are no such hours"},
	"teams_hours_id_fkey":        {fault.Invalid, "hours_id", "there are no such hours"},
	"agents_hours_id_fkey":       {fault.Invalid, "hours_id", "there are no such hours"},
	"numbers_pkey":               {fault.Conflict, "number", "this number is known already"},
	"opening_hours_name":         {fault.Conflict, "name", "there are hours of this name already"},
	"deals_owner_id_fkey":        {fault.Invalid, "owner_id", "there is no such agent"},
	"deal_moves_undoes_key":      {fault.Conflict, "", "this step was taken back already"},
	"users_login_key":            {fault.Conflict, "login", "another user has this login"},
	"users_agent_key":            {fault.Conflict, "agent_id", "another user is this agent"},
	"users_agent_id_fkey":        {fault.Invalid, "agent_id", "there is no such agent"},
	"users_email_key":            {fault.Conflict, "email", "another user has this mail address"},
	"webhooks_name_key":          {fault.Conflict, "name", "another webhook has this name"},
	"roles_pkey":                 {fault.Conflict, "key", "another role has this key"},
	"teams_name_key":             {fault.Conflict, "name", "another team has this name"},
	"team_members_agent_id_fkey": {fault.Invalid, "members", "there is no such agent"},
	"team_leads_user_id_fkey":    {fault.Invalid, "leads", "there is no such user"},
}

// explained is explain for what may have gone well.
func explained(op string, err error) error {
	if err == nil {
		return nil
	}
	return explain(op, err)
}

// explain gives an error of the database its kind, and the member of the
// request that is wrong where there is one.
func explain(op string, err error) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return fault.Wrap(op, err)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		if rule, ok := rules[pg.ConstraintName]; ok {
			return fault.New(rule.kind, op, "%s", rule.text).At(rule.field)
		}
		return fault.New(kindOf(pg.Code), op, "PostgreSQL: %w", err)
	}
	if errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, sql.ErrNoRows) {
		return unknown(op)
	}
	if unreachable(err) {
		return fault.New(fault.Unavailable, op, "PostgreSQL does not answer: %w", err)
	}
	return fault.Wrap(op, err)
}

// kindOf reads a code of PostgreSQL (appendix A of its manual).
func kindOf(code string) fault.Kind {
	switch code {
	case "23505": // unique_violation
		return fault.Conflict
	case "40001", "40P01", "55P03", "57014": // serialisation, deadlock, lock and statement timeout
		return fault.Unavailable
	case "42P01": // undefined_table: not migrated yet
		return fault.Unavailable
	case "25006": // read_only_sql_transaction: a standby
		return fault.Unavailable
	}
	switch code[:min(2, len(code))] {
	case "08", "53", "57", "58", "28", "3D": // connection, resources, operator, system, log-in, no such database
		return fault.Unavailable
	case "23", "22": // a constraint, or a value that cannot be
		return fault.Invalid
	}
	return fault.Internal
}

func unreachable(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) ||
		pgconn.Timeout(err) || pgconn.SafeToRetry(err)
}

// unknown says that a thing is not there, or not for the viewer to see.
func unknown(op string) error { return fault.New(fault.Unknown, op, "there is no such thing") }

// undone reports whether the database has undone a transaction so that another
// could go on: a deadlock, or two that cannot be put in an order.
func undone(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40P01" || pg.Code == "40001")
}

// constraint is the name of the constraint that refused, "" if none did.
func constraint(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.ConstraintName
	}
	return ""
}
