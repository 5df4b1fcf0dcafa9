package api

import "vonal/internal/wording"

// several gathers what came of changes that were each made by themselves, and
// says it in the language of who asked.
type several struct {
	in      wording.Language
	changed []OneChanged
	refused []OneRefused
}

// add notes what came of one of them: its new version, or why it was refused.
func (s *several) add(id string, version int64, err error) {
	if err == nil {
		s.changed = append(s.changed, OneChanged{ID: id, Version: version})
		return
	}
	r := refusalOf(err).in(s.in)
	one := OneRefused{ID: id, Code: r.code, Detail: r.detail}
	if len(r.errors) > 0 {
		one.Pointer = text(pointerTo(r.errors[0].Field))
	}
	s.refused = append(s.refused, one)
}

// answer has no list that is null.
func (s *several) answer() SeveralChanged {
	return SeveralChanged{Changed: append([]OneChanged{}, s.changed...), Refused: append([]OneRefused{}, s.refused...)}
}
