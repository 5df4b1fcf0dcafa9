package api

import (
	"bytes"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/internal/fault"
	"vonal/internal/wav"
)

const (
	maxPrompt     = 12 << 20 // bytes: a minute of two channels at 48 kHz
	longestPrompt = time.Minute
)

// Said is what callers are told: a sentence, and whether the company has a
// recording of its own of it.
type Said struct {
	Language, Name, Text string
	Own                  bool
}

// Prompts are the recordings of what callers are told. A language and a name
// that are not listed are a fault of kind Unknown.
type Prompts interface {
	// List is every sentence of every language.
	List() ([]Said, error)
	// Put has callers hear these samples, of 8 kHz.
	Put(language, name string, samples []int16) error
	// Remove goes back to what is shipped.
	Remove(language, name string) error
	// Samples are what callers hear, of 8 kHz.
	Samples(language, name string) ([]int16, error)
}

// ListPrompts answers what callers are told.
func (h handlers) ListPrompts(c echo.Context) error {
	all, err := h.said()
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, PromptList{Items: each(all, promptView)})
}

func (h handlers) said() ([]Said, error) {
	if h.cfg.Prompts == nil {
		return nil, nil
	}
	return h.cfg.Prompts.List()
}

func promptView(s Said) Prompt {
	return Prompt{ID: s.Language + "." + s.Name, Language: PromptLanguage(s.Language), Name: s.Name, Text: s.Text, Own: s.Own}
}

// prompt finds a sentence by its id.
func (h handlers) prompt(id string) (Said, error) {
	all, err := h.said()
	if err != nil {
		return Said{}, err
	}
	i := slices.IndexFunc(all, func(s Said) bool { return s.Language+"."+s.Name == id })
	if i < 0 {
		return Said{}, fault.New(fault.Unknown, "api.prompt", "callers are not told %q", id)
	}
	return all[i], nil
}

// UploadPrompt has callers hear a recording of the company's own.
func (h handlers) UploadPrompt(c echo.Context, id string) error {
	s, err := h.prompt(id)
	if err != nil {
		return err
	}
	up := uploadOf(c)
	samples, err := wav.Telephone(up.parcel.Content(), up.parcel.Size, longestPrompt)
	if err != nil {
		return fault.New(fault.Invalid, "api.UploadPrompt", "this cannot be played to callers: %w", err).At("file")
	}
	if err := h.cfg.Prompts.Put(s.Language, s.Name, samples); err != nil {
		return err
	}
	s.Own = true
	noted(c, id, s.Text)
	return c.JSON(http.StatusOK, promptView(s))
}

// RemovePrompt goes back to the recording that is shipped.
func (h handlers) RemovePrompt(c echo.Context, id string) error {
	s, err := h.prompt(id)
	if err != nil {
		return err
	}
	if err := h.cfg.Prompts.Remove(s.Language, s.Name); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// GetPromptAudio sends what callers hear.
func (h handlers) GetPromptAudio(c echo.Context, id string) error {
	s, err := h.prompt(id)
	if err != nil {
		return err
	}
	samples, err := h.cfg.Prompts.Samples(s.Language, s.Name)
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Content-Type", "audio/wav")
	header.Set("Cache-Control", "no-cache")
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, bytes.NewReader(wav.Write(samples, wav.TelephoneRate)))
	return nil
}
