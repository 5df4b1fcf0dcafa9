package mail_test

import (
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	stdmail "net/mail"
	"strings"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/mail"
	"vonal/crm/mail/mailtest"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

func post(t *testing.T, server string) *mail.Post {
	t.Helper()
	p, err := mail.New(mail.Config{Server: server, From: "Vonal <vonal@example.com>", Clock: clock.System})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func parcel(notices ...crm.Notice) crm.Parcel {
	choices := crm.DefaultNoticeChoices("Europe/Budapest")
	return crm.Parcel{Delivery: "0190aaaa-0000-7000-8000-0000000000d1", To: crm.User{Name: "Kovács Anna", Email: "anna@example.com"}, Choices: choices, Notices: notices}
}

func write(t *testing.T, p crm.Parcel) mail.Letter {
	t.Helper()
	l, err := mail.Write(p, "https://crm.example.com")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

var raised = time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)

// parts are the text and the HTML of a letter, as a mail program shows them.
func parts(t *testing.T, m *stdmail.Message, body string) (text, html string) {
	t.Helper()
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	r := multipart.NewReader(strings.NewReader(body), params["boundary"])
	var all []string
	for {
		part, err := r.NextRawPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(b))
	}
	if len(all) != 2 {
		t.Fatalf("%d parts", len(all))
	}
	return all[0], all[1]
}

func TestADigestIsOneLetterThatSaysWhatThereIs(t *testing.T) {
	server := mailtest.Start(t)
	p := parcel(
		crm.Notice{Kind: crm.NoticeTaskDue, Task: "t1", TaskTitle: "Call <b>again</b> & pay", CardName: "Szabó Bútor", RaisedAt: raised},
		crm.Notice{Kind: crm.NoticeDutyLate, Duty: "d1", Number: "+36301234567", RaisedAt: raised},
	)
	p.More = 3
	if err := post(t, server.URL()).Send(t.Context(), write(t, p)); err != nil {
		t.Fatal(err)
	}
	letters, bodies := server.Letters()
	if len(letters) != 1 {
		t.Fatalf("%d letters", len(letters))
	}
	h := letters[0].Header
	to, err := h.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Address != "anna@example.com" || to[0].Name != "Kovács Anna" {
		t.Errorf("%v %v", to, err)
	}
	if h.Get("Message-Id") != "<0190aaaa-0000-7000-8000-0000000000d1@example.com>" || h.Get("Subject") != "Vonal: 5 notices" || h.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("%v", h)
	}
	text, html := parts(t, letters[0], bodies[0])
	for _, want := range []string{"Kovács Anna", "“Call <b>again</b> & pay” is due", "Szabó Bútor · 2026-11-28 10:00", "https://crm.example.com/tasks?task=t1", "Call +36301234567 back: it is late", "And 3 more"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(html, "<b>") || !strings.Contains(html, "Call &lt;b&gt;again&lt;/b&gt; &amp; pay") || !strings.Contains(html, `href="https://crm.example.com/tasks?task=t1"`) {
		t.Errorf("the HTML:\n%s", html)
	}
}

func TestNobodyWritesTheHeadersOfALetter(t *testing.T) {
	server := mailtest.Start(t)
	for i, evil := range []string{"x\r\nBcc: eve@example.com", "x\n\nbody", "x\u2028Bcc: eve@example.com", "x\x00", "=?utf-8?q?x=0D=0ABcc:_eve@example.com?=", strings.Repeat("long ", 10_000)} {
		p := parcel(crm.Notice{Kind: crm.NoticeTaskDue, Task: crm.TaskID("t\r\nBcc: eve@example.com"), TaskTitle: evil, CardName: evil, RaisedAt: raised})
		p.To.Name = evil
		if err := post(t, server.URL()).Send(t.Context(), write(t, p)); err != nil {
			t.Fatalf("%q: %v", evil, err)
		}
		letters, _ := server.Letters()
		h := letters[i].Header
		if h.Get("Bcc") != "" || len(h["Subject"]) != 1 || len(h["To"]) != 1 {
			t.Errorf("%q: %v", evil, h)
		}
	}
	p := parcel(crm.Notice{Kind: crm.NoticePhonePaused, RaisedAt: raised})
	p.To.Email = "anna@example.com>\r\nRCPT TO:<eve@example.com"
	if err := post(t, server.URL()).Send(t.Context(), write(t, p)); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
}

func TestARefusalIsForGoodOrNot(t *testing.T) {
	server := mailtest.Start(t)
	letter := write(t, parcel(crm.Notice{Kind: crm.NoticePhonePaused, RaisedAt: raised}))
	sender := post(t, server.URL())
	for code, kind := range map[int]fault.Kind{550: fault.Invalid, 551: fault.Invalid, 450: fault.Unavailable, 421: fault.Unavailable} {
		server.Refuse(code, "not you")
		if err := sender.Send(t.Context(), letter); !fault.Is(err, kind) || !strings.Contains(err.Error(), "not you") {
			t.Errorf("%d: %v", code, err)
		}
	}
	server.Refuse(0, "")
	server.Down()
	if err := sender.Send(t.Context(), letter); !fault.Is(err, fault.Unavailable) {
		t.Errorf("down: %v", err)
	}
	server.Up()
	for range 2 { // the same letter again is known by its name
		if err := sender.Send(t.Context(), letter); err != nil {
			t.Error(err)
		}
	}
	letters, _ := server.Letters()
	if len(letters) != 2 || letters[0].Header.Get("Message-Id") != letters[1].Header.Get("Message-Id") {
		t.Errorf("%d letters", len(letters))
	}
}

func TestEveryLanguageSaysEveryNotice(t *testing.T) {
	for _, language := range crm.Languages {
		for _, kind := range []crm.NoticeKind{crm.NoticeTaskGiven, crm.NoticeTaskDue, crm.NoticeTaskSaid, crm.NoticeDutyLate, crm.NoticeDutyEscalated, crm.NoticePhonePaused, crm.NoticeJobFailed, crm.NoticeWebhookOff} {
			for _, n := range []crm.Notice{{Kind: kind}, {Kind: kind, ByName: "Boris", TaskTitle: "Pay", CardName: "Szabó", Job: "dates"}} {
				p := parcel(n)
				p.Choices.Language = language
				if l := write(t, p); strings.Contains(l.Subject+l.Text, "%!") || l.Subject == "" {
					t.Errorf("%s %s: %q\n%s", language, kind, l.Subject, l.Text)
				}
			}
		}
	}
}

func TestAServerThatCannotBeIsRefused(t *testing.T) {
	for _, c := range []mail.Config{{Server: "mail.example.com", From: "v@example.com"}, {Server: "http://mail.example.com", From: "v@example.com"},
		{Server: "smtp://user:secret@mail.example.com", From: "v@example.com"}, {Server: "smtp://mail.example.com", From: "nobody"}, {Server: "smtp://mail.example.com"}} {
		if _, err := mail.New(c); !fault.Is(err, fault.Invalid) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := mail.New(mail.Config{Server: "smtps://me@mail.example.com:465", Password: "x", From: "v@example.com"}); err != nil {
		t.Error(err)
	}
}
