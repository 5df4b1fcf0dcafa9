// Package wording says refusals in the language of who reads them. A sentence is
// known by its English form, as it stands in the code; what is not translated
// is said in English.
package wording

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"golang.org/x/text/language"

	"vonal/internal/fault"
)

// Language is one that refusals are said in.
type Language int

// The languages.
const (
	English Language = iota
	Hungarian
	Russian
)

var offered = language.NewMatcher([]language.Tag{language.English, language.Hungarian, language.Russian})

// Of is the language that suits an Accept-Language header best.
func Of(header string) Language {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return English
	}
	_, i, _ := offered.Match(tags...)
	return Language(i)
}

//go:embed sentences
var folder embed.FS

// sentences is English → Hungarian, Russian.
var sentences = read()

func read() map[string][2]string {
	all := map[string][2]string{}
	files, err := fs.Glob(folder, "sentences/*.json")
	for _, file := range files {
		var part map[string][2]string
		text, readErr := folder.ReadFile(file)
		err = errors.Join(err, readErr, json.Unmarshal(text, &part))
		for english, others := range part {
			all[english] = others
		}
	}
	if err != nil {
		panic(err) // embedded, and seen by a test
	}
	return all
}

// Text is a sentence without values.
func (l Language) Text(sentence string) string {
	if l != English {
		if others, known := sentences[sentence]; known {
			return others[l-1]
		}
	}
	return sentence
}

// Say is what a fault says.
func (l Language) Say(f *fault.Error) string {
	format, args := f.Sentence()
	if format == "" || format == "%s" { // the sentence is a value itself
		return l.Text(f.Text)
	}
	said := make([]any, len(args))
	for i, arg := range args {
		said[i] = l.value(arg)
	}
	return fmt.Sprintf(strings.ReplaceAll(l.Text(format), "%w", "%v"), said...)
}

// value is how what is put into a sentence is said.
func (l Language) value(arg any) any {
	switch v := arg.(type) {
	case time.Duration:
		return l.duration(v)
	case error:
		var f *fault.Error
		if errors.As(v, &f) {
			return l.Say(f)
		}
		return l.Text(v.Error())
	}
	return arg
}

var units = [...]struct {
	unit  time.Duration
	words [3]string
}{
	{time.Hour, [3]string{"h", "óra", "ч"}},
	{time.Minute, [3]string{"min", "perc", "мин"}},
	{time.Second, [3]string{"s", "mp", "с"}},
	{time.Millisecond, [3]string{"ms", "ms", "мс"}},
}

// duration is said in the largest unit of which it is so many.
func (l Language) duration(d time.Duration) string {
	for _, u := range units {
		if d != 0 && d%u.unit == 0 {
			return fmt.Sprintf("%d %s", d/u.unit, u.words[l])
		}
	}
	return "0 " + units[2].words[l]
}
