// Package prompts is what callers are told: sentences in each language of the
// product, and recordings of them as Asterisk plays them. The recordings are
// made from the sentences by go generate; a company may put its own beside them.
package prompts

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:generate go run ./make

//go:embed *.txt */*.ulaw
var files embed.FS

// Languages are those in which callers can be spoken to.
var Languages = []string{"en", "hu", "ru"}

// Folder is where the recordings lie below Asterisk's folder of recordings.
const Folder = "prompts"

// Sentence is something callers are told.
type Sentence struct{ Name, Text string }

// Texts are the sentences of a language in their order; the names are those of
// the recordings.
func Texts(language string) ([]Sentence, error) {
	text, err := files.ReadFile(language + ".txt")
	if err != nil {
		return nil, fmt.Errorf("prompts.Texts: %w", err)
	}
	var all []Sentence
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, sentence, ok := strings.Cut(line, " | ")
		if !ok {
			return nil, fmt.Errorf("prompts.Texts: %s.txt: %q is not: name | sentence", language, line)
		}
		all = append(all, Sentence{name, sentence})
	}
	return all, nil
}

// Each calls f with every recording that is shipped: its path below Folder,
// language/name.ulaw, and what is in it.
func Each(f func(file string, content []byte) error) error {
	for _, language := range Languages {
		entries, err := fs.ReadDir(files, language)
		if err != nil {
			return fmt.Errorf("prompts.Each: %w", err)
		}
		for _, e := range entries {
			content, err := files.ReadFile(path.Join(language, e.Name()))
			if err != nil {
				return fmt.Errorf("prompts.Each: %w", err)
			}
			if err := f(path.Join(language, e.Name()), content); err != nil {
				return err
			}
		}
	}
	return nil
}
