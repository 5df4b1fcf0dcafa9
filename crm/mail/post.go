// Package mail writes letters about notices and sends them through a mail server
// (SMTP).
package mail

import (
	"context"
	"errors"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	smtp "github.com/wneessen/go-mail"

	"vonal/internal/clock"
	"vonal/internal/fault"
)

// patience is how long the server may take over one letter.
const patience = 30 * time.Second

// Config says by which server letters are sent.
type Config struct {
	// Server is smtp://USER@HOST:PORT, which insists on STARTTLS but for this
	// machine's own, or smtps://USER@HOST:PORT, which is encrypted from the start.
	// Without a user nobody logs in.
	Server   string
	Password string
	From     string // "Vonal <vonal@example.com>"
	Clock    clock.Clock
}

// Post sends letters. It is safe for use by many goroutines.
type Post struct {
	host    string
	options []smtp.Option
	from    *mail.Address
	clock   clock.Clock
}

// New prepares sending; nothing is reached yet. What cannot be read is a fault
// of kind Invalid.
func New(cfg Config) (*Post, error) {
	const op = "mail.New"
	u, err := url.Parse(cfg.Server)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || strings.Trim(u.Path, "/") != "" {
		return nil, fault.New(fault.Invalid, op, "the mail server is written as smtp://USER@HOST:PORT")
	}
	if _, set := u.User.Password(); set {
		return nil, fault.New(fault.Invalid, op, "the password does not belong into the address of the mail server")
	}
	p := &Post{host: u.Hostname(), clock: cfg.Clock}
	if p.from, err = mail.ParseAddress(cfg.From); err != nil {
		return nil, fault.New(fault.Invalid, op, "the sender is written as Name <name@example.com>")
	}
	port := 587
	if u.Scheme == "smtps" {
		port = 465
	}
	if text := u.Port(); text != "" {
		if port, err = strconv.Atoi(text); err != nil {
			return nil, fault.New(fault.Invalid, op, "the port of the mail server is no number")
		}
	}
	p.options = []smtp.Option{smtp.WithPort(port), smtp.WithTimeout(patience)}
	switch {
	case u.Scheme == "smtps":
		p.options = append(p.options, smtp.WithSSL())
	case ownMachine(p.host):
		p.options = append(p.options, smtp.WithTLSPolicy(smtp.NoTLS))
	default:
		p.options = append(p.options, smtp.WithTLSPolicy(smtp.TLSMandatory))
	}
	if u.User.Username() != "" {
		way := smtp.SMTPAuthAutoDiscover
		if ownMachine(p.host) && u.Scheme == "smtp" {
			way = smtp.SMTPAuthPlainNoEnc
		}
		p.options = append(p.options, smtp.WithSMTPAuth(way), smtp.WithUsername(u.User.Username()), smtp.WithPassword(cfg.Password))
	}
	if _, err := smtp.NewClient(p.host, p.options...); err != nil {
		return nil, fault.New(fault.Invalid, op, "the mail server cannot be used so: %w", err)
	}
	return p, nil
}

func ownMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Letter is what is sent to one person.
type Letter struct {
	ID       string // the same each time it is tried: by it a mailbox knows a letter again
	Name, To string
	Subject  string
	Text     string
	HTML     string
}

// Send hands a letter to the server. A fault of kind Invalid says that it was
// refused for good, one of kind Unavailable that it may be tried again.
func (p *Post) Send(ctx context.Context, l Letter) error {
	const op = "mail.Send"
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	m := smtp.NewMsg(smtp.WithNoDefaultUserAgent())
	m.FromMailAddress(p.from)
	if err := m.AddToFormat(oneLine(l.Name), l.To); err != nil {
		return fault.New(fault.Invalid, op, "%q is no mail address", l.To)
	}
	_, domain, _ := strings.Cut(p.from.Address, "@")
	m.SetMessageIDWithValue(l.ID + "@" + domain)
	m.SetDateWithValue(p.clock.Now())
	m.Subject(oneLine(l.Subject))
	m.SetGenHeader("Auto-Submitted", "auto-generated") // nobody's absence is answered to it
	m.SetBodyString(smtp.TypeTextPlain, l.Text)
	m.AddAlternativeString(smtp.TypeTextHTML, l.HTML)
	client, err := smtp.NewClient(p.host, p.options...)
	if err != nil {
		return fault.New(fault.Internal, op, "%w", err)
	}
	err = client.DialAndSendWithContext(ctx, m)
	var failed *smtp.SendError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &failed) && failed.ErrorCode() >= 500 && !failed.IsTemp() && aboutIt(failed.Reason):
		return fault.New(fault.Invalid, op, "%w", err)
	}
	return fault.New(fault.Unavailable, op, "%w", err)
}

// aboutIt reports whether a refusal is about this letter, and not about who we
// are, which somebody may mend.
func aboutIt(why smtp.SendErrReason) bool {
	return why == smtp.ErrSMTPRcptTo || why == smtp.ErrSMTPData || why == smtp.ErrSMTPDataClose
}
