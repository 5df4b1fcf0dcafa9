package main

import (
	"context"
	"flag"
	"os"

	"vonal/crm"
	"vonal/crm/mail"
	"vonal/internal/fault"
)

// mailFlags are the flags about the mail server.
type mailFlags struct{ server, from string }

func (m *mailFlags) declare(f *flag.FlagSet) {
	f.StringVar(&m.server, "smtp", "", "the mail server by which notices are sent, smtp://USER@HOST:PORT or smtps://…; its password is read from the environment, VONAL_SMTP_PASSWORD; none if empty")
	f.StringVar(&m.from, "mail-from", "", "who sends them: Vonal <vonal@example.com>")
}

// settle checks the flags.
func (m *mailFlags) settle(s *settings) error {
	if m.server == "" {
		return nil
	}
	var err error
	if s.Post, err = mail.New(mail.Config{Server: m.server, Password: os.Getenv("VONAL_SMTP_PASSWORD"), From: m.from, Clock: s.Clock}); err != nil {
		return badUsage("--smtp, --mail-from: %v", err)
	}
	return nil
}

// deliver sends what is due. What is refused for good is given up; the first
// that cannot be sent for another reason ends the look, since the others would
// fare alike.
func (p *program) deliver(ctx context.Context) (done int, err error) {
	for p.Post != nil && ctx.Err() == nil {
		parcel, due, err := p.store.TakeDelivery(ctx, crm.ByMail)
		if err != nil || !due {
			return done, err
		}
		failed := p.send(ctx, parcel)
		end := crm.DeliveryEnd{Sent: failed == nil}
		if failed != nil {
			forGood := fault.Is(failed, fault.Invalid)
			end = parcel.Failed(failed.Error(), forGood, p.Clock.Now())
			p.Log.Warn("a mail was not sent", "user", parcel.To.ID, "attempts", parcel.Attempts, "again_at", end.RetryAt, "error", failed)
			if forGood {
				failed = nil
			}
		}
		if err := p.store.EndDelivery(context.WithoutCancel(ctx), parcel, end); err != nil {
			return done, err
		}
		if failed != nil {
			return done, failed
		}
		done++
	}
	return done, ctx.Err()
}

// send sends one.
func (p *program) send(ctx context.Context, parcel crm.Parcel) error {
	if parcel.To.Email == "" {
		return fault.New(fault.Invalid, "send", "the account has no mail address")
	}
	letter, err := mail.Write(parcel, p.public())
	if err != nil {
		return err
	}
	return p.Post.Send(ctx, letter)
}
