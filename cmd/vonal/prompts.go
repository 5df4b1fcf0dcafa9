package main

import (
	"errors"
	"io/fs"
	"path"

	"vonal/asterisk-conf/prompts"
	"vonal/internal/fault"
)

// installPrompts puts what callers are told where Asterisk finds it: below its
// folder of recordings. A recording that is there already stays.
func (p *program) installPrompts() error {
	if p.recordings == nil {
		return nil
	}
	err := prompts.Each(func(file string, content []byte) error {
		file = path.Join(prompts.Folder, file)
		if err := p.recordings.MkdirAll(path.Dir(file), 0o755); err != nil {
			return err
		}
		if is, err := p.recordings.Stat(file); err == nil && is.Size() == int64(len(content)) {
			return nil
		}
		return p.recordings.WriteFile(file, content, 0o644)
	})
	if err != nil {
		return fault.Wrap("vonal.installPrompts", err)
	}
	return nil
}

// prompt is the recording of what callers are told: the company's own, if it has
// one, else the one that is shipped. ok is false where there is neither.
func (p *program) prompt(language, what string) (recording string, ok bool) {
	if language == "" {
		language = prompts.Languages[0]
	}
	own, shipped := path.Join(prompts.Folder, "own", language, what), path.Join(prompts.Folder, language, what)
	if p.recordings == nil {
		return shipped, false
	}
	if _, err := p.recordings.Stat(own + ".wav"); err == nil {
		return own, true
	}
	_, err := p.recordings.Stat(shipped + ".ulaw")
	return shipped, err == nil || !errors.Is(err, fs.ErrNotExist)
}
