package main

import (
	"errors"
	"io/fs"
	"path"

	"vonal/api"
	"vonal/asterisk-conf/prompts"
	"vonal/internal/fault"
	"vonal/internal/wav"
)

// installPrompts puts what callers are told where Asterisk finds it: below its
// folder of recordings.
func (p *program) installPrompts() error {
	if p.recordings == nil {
		return nil
	}
	err := prompts.Each(func(file string, content []byte) error {
		file = path.Join(prompts.Folder, file)
		if is, err := p.recordings.Stat(file); err == nil && is.Size() == int64(len(content)) {
			return nil
		}
		return p.place(file, content)
	})
	if err != nil {
		return fault.Wrap("vonal.installPrompts", err)
	}
	return nil
}

// place writes a file as a whole: Asterisk may be playing the one it replaces.
func (p *program) place(file string, content []byte) error {
	if err := p.recordings.MkdirAll(path.Dir(file), 0o755); err != nil {
		return err
	}
	if err := p.recordings.WriteFile(file+".new", content, 0o644); err != nil {
		return err
	}
	return p.recordings.Rename(file+".new", file)
}

func ownPrompt(language, name string) string {
	return path.Join(prompts.Folder, "own", language, name)
}

// prompt is the recording of what callers are told: the company's own, if it has
// one, else the one that is shipped. ok is false where there is neither.
func (p *program) prompt(language, what string) (recording string, ok bool) {
	if language == "" {
		language = prompts.Languages[0]
	}
	own, shipped := ownPrompt(language, what), path.Join(prompts.Folder, language, what)
	if p.recordings == nil {
		return shipped, false
	}
	if _, err := p.recordings.Stat(own + ".ulaw"); err == nil {
		return own, true
	}
	_, err := p.recordings.Stat(shipped + ".ulaw")
	return shipped, err == nil
}

// sentences is what callers are told as the API sees it.
type sentences struct{ *program }

var _ api.Prompts = sentences{}

// List is every sentence of every language.
func (s sentences) List() ([]api.Said, error) {
	var all []api.Said
	for _, language := range prompts.Languages {
		texts, err := prompts.Texts(language)
		if err != nil {
			return nil, fault.Wrap("vonal.prompts", err)
		}
		for _, one := range texts {
			said := api.Said{Language: language, Name: one.Name, Text: one.Text}
			if s.recordings != nil {
				_, err := s.recordings.Stat(ownPrompt(language, one.Name) + ".ulaw")
				said.Own = err == nil
			}
			all = append(all, said)
		}
	}
	return all, nil
}

// Put has callers hear these samples.
func (s sentences) Put(language, name string, samples []int16) error {
	const op = "vonal.prompts"
	if s.recordings == nil {
		return fault.New(fault.Unavailable, op, "the folder of recordings is not known: --recordings")
	}
	if err := s.place(ownPrompt(language, name)+".ulaw", wav.ULaw(samples)); err != nil {
		return fault.Wrap(op, err)
	}
	return nil
}

// Remove goes back to what is shipped.
func (s sentences) Remove(language, name string) error {
	const op = "vonal.prompts"
	if s.recordings == nil {
		return nil
	}
	if err := s.recordings.Remove(ownPrompt(language, name) + ".ulaw"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(op, err)
	}
	return nil
}

// Samples are what callers hear.
func (s sentences) Samples(language, name string) ([]int16, error) {
	const op = "vonal.prompts"
	recording, ok := s.prompt(language, name)
	if !ok {
		return nil, fault.New(fault.Unknown, op, "there is no recording %s", recording)
	}
	content, err := s.recordings.ReadFile(recording + ".ulaw")
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return wav.FromULaw(content), nil
}
