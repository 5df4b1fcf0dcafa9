package api_test

import (
	"encoding/json"
	"math"
	"testing"

	"vonal/api"
	"vonal/internal/fault"
	"vonal/internal/wav"
)

// shelfOfPrompts is two sentences, kept in memory.
type shelfOfPrompts map[string][]int16

func (s shelfOfPrompts) List() ([]api.Said, error) {
	_, own := s["hu.closed"]
	return []api.Said{{Language: "en", Name: "closed", Text: "We are closed now."}, {Language: "hu", Name: "closed", Text: "Most zárva vagyunk.", Own: own}}, nil
}

func (s shelfOfPrompts) Put(language, name string, samples []int16) error {
	s[language+"."+name] = samples
	return nil
}

func (s shelfOfPrompts) Remove(language, name string) error {
	delete(s, language+"."+name)
	return nil
}

func (s shelfOfPrompts) Samples(language, name string) ([]int16, error) {
	if own, ok := s[language+"."+name]; ok {
		return own, nil
	}
	return nil, fault.New(fault.Unknown, "test", "no recording")
}

func TestCallersHearTheCompanysOwnRecording(t *testing.T) {
	shelf := shelfOfPrompts{}
	h := open(t, func(c *api.Config) { c.Prompts = shelf })
	tone := make([]int16, 44100)
	for i := range tone {
		tone[i] = int16(8000 * math.Sin(float64(i)/10))
	}
	a := h.upload(admin, "/prompts/hu.closed", part{"file", "zarva.wav", string(wav.Write(tone, 44100))})
	var p api.Prompt
	h.must(json.Unmarshal(a.body, &p))
	if a.status != 200 || !p.Own || p.Text != "Most zárva vagyunk." || len(shelf["hu.closed"]) != 8000 {
		t.Errorf("%d %s, %d samples", a.status, a.body, len(shelf["hu.closed"]))
	}
	if heard := h.do(agent, "GET", "/prompts/hu.closed/audio", ""); heard.status != 200 || string(heard.body[:4]) != "RIFF" || len(heard.body) != 44+16000 {
		t.Errorf("%d, %d bytes", heard.status, len(heard.body))
	}
	want[any](h, admin, "DELETE", "/prompts/hu.closed", "", 204)
	if list := want[api.PromptList](h, agent, "GET", "/prompts", "", 200).Items; len(list) != 2 || list[1].Own {
		t.Errorf("%+v", list)
	}
	for what, content := range map[string]string{"an MP3": "ID3\x03", "a long one": string(wav.Write(make([]int16, 8000*61), 8000)), "nothing": ""} {
		if a := h.upload(admin, "/prompts/hu.closed", part{"file", "x.wav", content}); a.status != 422 {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
	if a := h.upload(admin, "/prompts/hu.nothing", part{"file", "x.wav", string(wav.Write(tone, 44100))}); a.status != 404 {
		t.Errorf("an unknown sentence: %d", a.status)
	}
	if len(shelf) != 0 {
		t.Error("something was kept of what was refused")
	}
}
