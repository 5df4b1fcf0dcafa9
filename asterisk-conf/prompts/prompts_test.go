package prompts_test

import (
	"slices"
	"strings"
	"testing"

	"vonal/asterisk-conf/prompts"
)

// Every language tells the same, in the same order, and each sentence has a
// recording of a length at which it can have been spoken.
func TestEverySentenceIsSpokenInEveryLanguage(t *testing.T) {
	length := map[string]int{}
	if err := prompts.Each(func(file string, content []byte) error {
		length[strings.TrimSuffix(file, ".ulaw")] = len(content)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, language := range prompts.Languages {
		texts, err := prompts.Texts(language)
		if err != nil {
			t.Fatal(err)
		}
		var these []string
		for _, s := range texts {
			these = append(these, s.Name)
			if n := length[language+"/"+s.Name]; n < 8000*7/10 || n > 8000*12 {
				t.Errorf("%s/%s is %d ms long: run go generate", language, s.Name, n/8)
			}
			delete(length, language+"/"+s.Name)
		}
		if names == nil {
			names = these
		}
		if !slices.Equal(names, these) {
			t.Errorf("%s tells %v, not %v", language, these, names)
		}
	}
	for left := range length {
		t.Errorf("%s is said nowhere", left)
	}
}

// What the rules say has a recording.
func TestWhatTheRulesSayIsRecorded(t *testing.T) {
	texts, err := prompts.Texts("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"welcome-recorded", "closed", "nobody-here", "sorry-goodbye", "leave-message", "callback-offer", "callback-kept", "message-kept",
		"position-1", "position-10", "position-more", "wait-0-1", "wait-1-2", "wait-2-3", "wait-3-5", "wait-5-10", "wait-10-more",
	} {
		if !slices.ContainsFunc(texts, func(s prompts.Sentence) bool { return s.Name == name }) {
			t.Errorf("there is no %s", name)
		}
	}
}
