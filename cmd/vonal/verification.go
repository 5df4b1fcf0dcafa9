package main

import (
	"context"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"

	"vonal/crm"
	"vonal/crm/files"
	"vonal/internal/fault"
)

// verifiedAtOnce is how many steps of each round one look takes, so that neither
// the disk nor the database is kept from their work for long.
const verifiedAtOnce = 20

// step looks at some of what follows a position, tells of what is wrong with it,
// and answers where the next step begins and how much it has looked at: 0 after
// the end.
type step func(ctx context.Context, position string, flawed func(string)) (next string, read int, err error)

// verification are the rounds, in their order.
func (p *program) verification() []struct {
	what string
	step step
} {
	return []struct {
		what string
		step step
	}{{"audit", p.verifyAudit}, {"files", p.verifyFiles}, {"months", p.verifyMonths}}
}

// verificationDue says whether a round is under way, or has not begun tonight.
func (p *program) verificationDue(ctx context.Context) (bool, error) {
	night := nightOf(p.Clock.Now(), p.Zone, verificationHour)
	for _, v := range p.verification() {
		round, err := p.store.RoundOf(ctx, v.what)
		if err != nil || !round.Over() || round.BeganAt.Before(night) {
			return err == nil, err
		}
	}
	return false, nil
}

// verify goes on with the rounds that are under way, or begins all anew where
// none is. What is wrong is its failure until the next rounds begin.
func (p *program) verify(ctx context.Context) (done int, err error) {
	var rounds []crm.Round
	over := true
	for _, v := range p.verification() {
		round, err := p.store.RoundOf(ctx, v.what)
		if err != nil {
			return 0, err
		}
		rounds = append(rounds, round)
		over = over && round.Over()
	}
	var failures []string
	for i, v := range p.verification() {
		round := rounds[i]
		if over || round.BeganAt.IsZero() {
			round = round.Begun(p.Clock.Now())
		}
		n, err := p.goOn(ctx, &round, v.step)
		if done += n; err != nil {
			failures = append(failures, err.Error())
		}
		if text := round.Failure(); text != "" {
			failures = append(failures, text)
		}
	}
	if len(failures) > 0 {
		return done, errors.New(strings.Join(failures, "; "))
	}
	return done, nil
}

// goOn takes some steps of a round.
func (p *program) goOn(ctx context.Context, round *crm.Round, next step) (done int, err error) {
	for range verifiedAtOnce {
		if round.Over() || ctx.Err() != nil {
			return done, ctx.Err()
		}
		position, read, err := next(ctx, round.Position, round.Found)
		if err != nil {
			return done, err
		}
		done += read
		round.Position, round.Checked = position, round.Checked+read
		if read == 0 {
			round.EndedAt = crm.Moment(p.Clock.Now())
		}
		if err := p.store.PutRound(ctx, *round); err != nil {
			return done, err
		}
	}
	return done, nil
}

// verifyAudit walks the chain of the audit log. Behind a line that does not hold
// nothing can be told: that is its end.
func (p *program) verifyAudit(ctx context.Context, position string, flawed func(string)) (string, int, error) {
	var head crm.AuditHead
	if seq, hash, found := strings.Cut(position, ":"); found {
		var err error
		if head.Seq, err = strconv.ParseInt(seq, 10, 64); err != nil {
			return "", 0, err
		}
		if head.Hash, err = hex.DecodeString(hash); err != nil {
			return "", 0, err
		}
	}
	head, read, err := p.store.FollowAudit(ctx, head, nil)
	if fault.Is(err, fault.Conflict) {
		flawed("audit log: " + err.Error())
		return position, 0, nil
	}
	if read == 0 {
		return position, 0, err
	}
	return strconv.FormatInt(head.Seq, 10) + ":" + hex.EncodeToString(head.Hash), read, err
}

// verifyFiles reads customers' files.
func (p *program) verifyFiles(ctx context.Context, position string, flawed func(string)) (string, int, error) {
	last, read, err := files.VerifySome(ctx, p.shelf, p.store, crm.VersionID(position), func(f files.Flaw) { flawed("file " + f.String()) })
	return string(last), read, err
}

// verifyMonths looks at the closed month that comes next.
func (p *program) verifyMonths(ctx context.Context, position string, flawed func(string)) (string, int, error) {
	month, flaw, err := p.store.VerifyMonth(ctx, position)
	if flaw != "" {
		flawed(flaw)
	}
	if err != nil || month == "" {
		return position, 0, err
	}
	return month, 1, nil
}
