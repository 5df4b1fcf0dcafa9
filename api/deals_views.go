package api

import (
	"regexp"

	"vonal/crm"
)

// keyOfOurs is what the key of a thing of the company's own lists looks like.
var keyOfOurs = regexp.MustCompile(`^[a-z0-9_]{1,40}$`)

func dealView(d crm.Deal) Deal {
	return Deal{ID: string(d.ID), CardID: string(d.Card), CardName: d.CardName, Pipeline: d.Pipeline, Stage: d.Stage, Kind: StageKind(d.Kind),
		Title: d.Title, Amount: d.Amount, Currency: d.Currency, OwnerID: text(d.Owner), ExpectedClose: text(d.ExpectedClose),
		Reason: text(d.Reason), StageSince: d.StageSince, CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt, NextTaskAt: moment(d.NextTask), Version: d.Version}
}

func moveView(m crm.Move) DealMove {
	return DealMove{ID: string(m.ID), At: m.At, From: text(m.From), To: m.To, By: text(m.ByName), How: DealMoveHow(m.How),
		Reason: text(m.Reason), StayedMs: m.Stayed.Milliseconds(), Undoes: text(m.Undoes), Undone: m.Undone}
}

func columnView(col crm.BoardColumn) BoardColumn {
	return BoardColumn{Stage: stageView(col.Stage), Count: col.Count, Deals: each(col.Deals, dealView),
		Sums: each(col.Sums, func(m crm.Money) Money { return Money{Amount: m.Amount, Currency: m.Currency} })}
}

func deadlineView(col crm.DeadlineColumn) DeadlineColumn {
	return DeadlineColumn{Span: DealSpan(col.Span), Count: col.Count, Deals: each(col.Deals, dealView),
		Sums: each(col.Sums, func(m crm.Money) Money { return Money{Amount: m.Amount, Currency: m.Currency} })}
}

func pipelineView(p crm.Pipeline) Pipeline {
	return Pipeline{Key: p.Key, Name: p.Name, Stages: each(p.Stages, stageView), Version: p.Version}
}

func stageView(s crm.Stage) Stage {
	needs := each(s.Needs, func(n crm.Need) StageNeeds { return StageNeeds(n) })
	return Stage{Key: s.Key, Labels: labelsView(s.Labels), Kind: StageKind(s.Kind), Needs: &needs, RotsDays: &s.RotsDays}
}

func stageOf(s Stage) crm.Stage {
	return crm.Stage{Key: s.Key, Labels: labelsOf(s.Labels), Kind: crm.StageKind(s.Kind), RotsDays: given(s.RotsDays),
		Needs: each(given(s.Needs), func(n StageNeeds) crm.Need { return crm.Need(n) })}
}

func labelsView(l crm.Labels) Labels {
	return Labels{En: text(l["en"]), Hu: text(l["hu"]), Ru: text(l["ru"])}
}

func labelsOf(l Labels) crm.Labels {
	return crm.Labels{"en": given(l.En), "hu": given(l.Hu), "ru": given(l.Ru)}
}

func hashtagView(t crm.Hashtag) Hashtag {
	return Hashtag{Tag: t.Tag, Folded: t.Folded, Pipeline: text(t.Pipeline), Stage: text(t.Stage)}
}

func effectView(e crm.TagEffect) TagEffect {
	return TagEffect{Tag: e.Tag, Result: TagEffectResult(e.Result), DealID: text(e.Deal), Title: text(e.Title), MoveID: text(e.Move),
		From: text(e.From), To: text(e.To), Needs: text(e.Needs), Candidates: each(e.Choices, func(id crm.DealID) string { return string(id) })}
}

func dealLineView(l *crm.DealLine) *DealLine {
	if l == nil {
		return nil
	}
	return &DealLine{ID: string(l.ID), Title: l.Title, Amount: l.Amount, Currency: l.Currency, From: text(l.From), To: text(l.To),
		How: text(l.How), Reason: text(l.Reason), MoveID: text(l.Move)}
}

func noteLineView(l *crm.NoteLine) *NoteLine {
	if l == nil {
		return nil
	}
	return &NoteLine{ID: string(l.ID), Text: l.Text, Effects: each(l.Effects, effectView)}
}
