package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"

	"vonal/crm"
	"vonal/crm/mail"
	"vonal/crm/push"
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

// deliver sends what is due.
func (p *program) deliver(ctx context.Context) (done int, err error) {
	if p.Post != nil {
		done, err = p.deliverBy(ctx, crm.ByMail, p.byMail)
	}
	pushed, failed := p.deliverBy(ctx, crm.ByPush, p.byPush)
	return done + pushed, errors.Join(err, failed)
}

// deliverBy sends by one channel. What is refused for good is given up; the
// first that cannot be sent for another reason ends the look, since the others
// would fare alike.
func (p *program) deliverBy(ctx context.Context, channel crm.Channel, send func(context.Context, crm.Parcel) error) (done int, err error) {
	for ctx.Err() == nil {
		parcel, due, err := p.store.TakeDelivery(ctx, channel)
		if err != nil || !due {
			return done, err
		}
		failed := send(ctx, parcel)
		end := crm.DeliveryEnd{Sent: failed == nil}
		if failed != nil {
			forGood := fault.Is(failed, fault.Invalid)
			end = parcel.Failed(failed.Error(), forGood, p.Clock.Now())
			p.Log.Warn("a notice was not sent", "channel", channel, "user", parcel.To.ID, "attempts", parcel.Attempts, "again_at", end.RetryAt, "error", failed)
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

func (p *program) byMail(ctx context.Context, parcel crm.Parcel) error {
	if parcel.To.Email == "" {
		return fault.New(fault.Invalid, "byMail", "the account has no mail address")
	}
	letter, err := mail.Write(parcel, p.public())
	if err != nil {
		return err
	}
	return p.Post.Send(ctx, letter)
}

// byPush tells all browsers of a user; one is enough. Those that are gone are
// forgotten.
func (p *program) byPush(ctx context.Context, parcel crm.Parcel) error {
	const op = "byPush"
	browsers, err := p.store.ListPush(ctx, parcel.To.ID)
	if err != nil {
		return err
	}
	sender := push.Sender{Client: p.pushing, House: p.public()}
	if sender.Public, sender.Private, err = p.store.PushSender(ctx, push.NewKeys); err != nil {
		return err
	}
	title, about, link := mail.Brief(parcel)
	message, err := json.Marshal(map[string]string{"id": string(parcel.Delivery), "title": title, "body": about, "link": link})
	if err != nil {
		return fault.Wrap(op, err)
	}
	reached := false
	why := error(fault.New(fault.Invalid, op, "there is no browser any more"))
	for _, b := range browsers {
		failed := sender.Send(ctx, b, message)
		switch {
		case failed == nil:
			reached = true
		case fault.Is(failed, fault.Unknown):
			if err := p.store.RemovePush(ctx, b.User, b.ID); err != nil && !fault.Is(err, fault.Unknown) {
				return err
			}
		default:
			why = failed
		}
	}
	if reached {
		return nil
	}
	return why
}

// pushSender tells the pages who pushes; nil without a key to seal with.
func (p *program) pushSender() func(context.Context) (string, error) {
	if p.Key == nil {
		return nil
	}
	return func(ctx context.Context) (string, error) {
		public, _, err := p.store.PushSender(ctx, push.NewKeys)
		return public, err
	}
}
