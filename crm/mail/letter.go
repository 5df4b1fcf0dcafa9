package mail

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	texts "text/template"
	"time"
	"unicode"

	"vonal/crm"
	"vonal/internal/fault"
)

// line is one notice in a letter.
type line struct{ Text, About, When, Link string }

// page is all that a letter says.
type page struct {
	Words words
	Name  string
	Lines []line
	More  string
	Base  string
}

var plain = texts.Must(texts.New("text").Parse(`{{.Words.Hello}} {{.Name}}!

{{range .Lines}}• {{.Text}}
  {{if .About}}{{.About}} · {{end}}{{.When}}
  {{.Link}}

{{end}}{{with .More}}{{.}}

{{end}}-- 
{{.Words.Foot}}
{{.Base}}/profile
`))

var rich = template.Must(template.New("html").Parse(`<!doctype html>
<html lang="{{.Words.Language}}"><head><meta charset="utf-8"><title>{{.Words.Title}}</title></head><body>
<p>{{.Words.Hello}} {{.Name}}!</p>
<ul>
{{range .Lines}}<li><p><a href="{{.Link}}"><strong>{{.Text}}</strong></a><br>{{if .About}}{{.About}} · {{end}}{{.When}}</p></li>
{{end}}</ul>
{{with .More}}<p>{{.}}</p>{{end}}
<p><small>{{.Words.Foot}} <a href="{{.Base}}/profile">{{.Words.Change}}</a></small></p>
</body></html>
`))

// Write is the letter that tells a user of their notices, in their language and
// by their clock. base is the address of the page.
func Write(p crm.Parcel, base string) (Letter, error) {
	const op = "mail.Write"
	w := wordsOf(p)
	zone, err := time.LoadLocation(p.Choices.Zone)
	if err != nil {
		zone = time.UTC
	}
	all := page{Words: w, Name: oneLine(p.To.Name), Base: base}
	for _, n := range p.Notices {
		all.Lines = append(all.Lines, line{Text: w.sentence(n), About: customer(n), When: n.RaisedAt.In(zone).Format("2006-01-02 15:04"), Link: base + where(n)})
	}
	if p.More > 0 {
		all.More = fmt.Sprintf(w.More, p.More)
	}
	l := Letter{ID: string(p.Delivery), Name: p.To.Name, To: p.To.Email, Subject: fmt.Sprintf(w.Subject, len(p.Notices)+p.More)}
	if len(p.Notices) == 1 && p.More == 0 {
		l.Subject = all.Lines[0].Text
	}
	var text, html bytes.Buffer
	if err := plain.Execute(&text, all); err != nil {
		return l, fault.Wrap(op, err)
	}
	if err := rich.Execute(&html, all); err != nil {
		return l, fault.Wrap(op, err)
	}
	l.Text, l.HTML = text.String(), html.String()
	return l, nil
}

// Brief is what a browser shows of a parcel: the newest notice, how many there
// are where there are more, and where a press leads.
func Brief(p crm.Parcel) (title, about, link string) {
	w := wordsOf(p)
	n := p.Notices[0]
	title, about, link = w.sentence(n), customer(n), where(n)
	if more := len(p.Notices) - 1 + p.More; more > 0 {
		about = fmt.Sprintf(w.More, more)
	}
	return title, about, link
}

func wordsOf(p crm.Parcel) words {
	if w, known := languages[p.Choices.Language]; known {
		return w
	}
	return languages["en"]
}

func customer(n crm.Notice) string {
	if n.CardName == "" {
		return string(n.Number)
	}
	return oneLine(n.CardName)
}

// where a notice leads, as the page does.
func where(n crm.Notice) string {
	switch {
	case n.Task != "":
		return "/tasks?task=" + url.QueryEscape(string(n.Task))
	case n.Duty != "":
		return "/duties"
	case n.Job != "":
		return "/settings/jobs"
	case n.Webhook != "":
		return "/settings/webhooks"
	}
	return "/"
}

// longest is how many characters of one text a letter shows.
const longest = 200

// oneLine is text that cannot become more than the place it is put in: no
// control characters, nothing that turns the direction of what stands around it.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "…"
	}
	return strings.TrimSpace(text)
}
