package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"

	"vonal/crm"
	"vonal/crm/courier"
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

// carriers are the ways on which something leaves the house.
func (p *program) carriers() map[crm.Channel]courier.Carry {
	all := map[crm.Channel]courier.Carry{crm.ByPush: p.telling(crm.ByPush, p.byPush), crm.ByWebhook: p.byWebhook}
	if p.Post != nil {
		all[crm.ByMail] = p.telling(crm.ByMail, p.byMail)
	}
	return all
}

// telling carries what tells somebody of notices. What is refused for good is
// given up.
func (p *program) telling(channel crm.Channel, send func(context.Context, crm.Parcel) error) courier.Carry {
	return func(ctx context.Context, try courier.Try) error {
		parcel, later, err := p.store.TakeDelivery(ctx, crm.DeliveryID(try.ID), try.Job)
		switch {
		case fault.Is(err, fault.Unknown):
			return nil
		case err != nil:
			return err
		case !later.IsZero():
			return courier.Later(later)
		}
		failed := send(ctx, parcel)
		end := crm.DeliveryEnd{Sent: failed == nil}
		if failed != nil {
			end.Why, end.Over = failed.Error(), try.Last() || fault.Is(failed, fault.Invalid)
			p.Log.Warn("a notice was not sent", "channel", channel, "user", parcel.To.ID, "attempts", try.Number, "given_up", end.Over, "error", failed)
		}
		if err := p.store.EndDelivery(context.WithoutCancel(ctx), parcel.Delivery, end); err != nil {
			return err
		}
		if end.Over {
			return errors.Join(courier.ErrOver, failed)
		}
		return failed
	}
}

// vainly is how often something was tried when it is told that it does not work:
// for some minutes.
const vainly = 3

// watchDeliveries fails while notices cannot be sent: what is wrong is told like
// the failure of any job.
func (p *program) watchDeliveries(ctx context.Context) (int, error) {
	queues, err := p.courier.Queues(ctx)
	for _, q := range queues {
		if q.Channel != crm.ByWebhook && q.Tries >= vainly { // of webhooks a notice of their own tells
			err = errors.Join(err, fault.New(fault.Unavailable, "watchDeliveries", "%s: %d cannot be sent: %s", q.Channel, q.Retrying, q.Failure))
		}
	}
	return 0, err
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
	sender := push.Sender{Client: p.outside, House: p.public()}
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
