package mail

import (
	"fmt"

	"vonal/crm"
)

// words are what a letter says in a language.
type words struct {
	Language, Title, Hello, Foot, Change string
	Subject, More                        string // with a number
	Somebody                             string
	Given, Yours, Due, Said              string // by and task; task; task; by and task
	Late, Escalated, Paused, Failed      string // customer; customer; –; job
	Off                                  string // webhook
}

var languages = map[string]words{
	"en": {
		Language: "en", Title: "Notices", Hello: "Hello", Change: "Change this", Foot: "You have chosen to be told of this by mail. Your account says otherwise any time.",
		Subject: "Vonal: %d notices", More: "And %d more, on the page.", Somebody: "somebody",
		Given: "%s gave you “%s”", Yours: "“%s” is yours now", Due: "“%s” is due", Said: "%s wrote about “%s”",
		Late: "Call %s back: it is late", Escalated: "Nobody has called %s back in time",
		Paused: "You were paused: calls rang and nobody picked up", Failed: "The job “%s” fails",
		Off: "The webhook “%s” is off: it could not be reached",
	},
	"hu": {
		Language: "hu", Title: "Értesítések", Hello: "Üdvözöljük,", Change: "Módosítás", Foot: "Ön kérte, hogy erről levélben szóljunk. A fiókjában bármikor megváltoztathatja.",
		Subject: "Vonal: %d értesítés", More: "És még %d az oldalon.", Somebody: "valaki",
		Given: "%s Önnek adta: „%s”", Yours: "„%s” mostantól az Öné", Due: "„%s” esedékes", Said: "%s hozzászólt: „%s”",
		Late: "%s visszahívása késik", Escalated: "%s: senki sem hívta vissza időben",
		Paused: "Szünetre került: csengett a telefon, és senki sem vette fel", Failed: "A(z) „%s” munka nem sikerül",
		Off: "A(z) „%s” webhook ki van kapcsolva: nem volt elérhető",
	},
	"ru": {
		Language: "ru", Title: "Уведомления", Hello: "Здравствуйте,", Change: "Изменить", Foot: "Вы выбрали получать это по почте. Изменить это можно в вашем профиле.",
		Subject: "Vonal: уведомлений — %d", More: "И ещё %d на странице.", Somebody: "кто-то",
		Given: "%s поручает вам «%s»", Yours: "Задача «%s» теперь ваша", Due: "Срок задачи «%s» наступил", Said: "%s пишет о «%s»",
		Late: "Перезвоните: %s. Срок прошёл", Escalated: "%s: никто не перезвонил вовремя",
		Paused: "Вы на паузе: телефон звонил, и никто не ответил", Failed: "Работа «%s» не выполняется",
		Off: "Вебхук «%s» выключен: он был недоступен",
	},
}

// sentence is what a notice says.
func (w words) sentence(n crm.Notice) string {
	by, task, whom := oneLine(n.ByName), oneLine(n.TaskTitle), customer(n)
	if whom == "" {
		whom = w.Somebody
	}
	switch n.Kind {
	case crm.NoticeTaskGiven:
		if by == "" {
			return fmt.Sprintf(w.Yours, task)
		}
		return fmt.Sprintf(w.Given, by, task)
	case crm.NoticeTaskDue:
		return fmt.Sprintf(w.Due, task)
	case crm.NoticeTaskSaid:
		if by == "" {
			by = w.Somebody
		}
		return fmt.Sprintf(w.Said, by, task)
	case crm.NoticeDutyLate:
		return fmt.Sprintf(w.Late, whom)
	case crm.NoticeDutyEscalated:
		return fmt.Sprintf(w.Escalated, whom)
	case crm.NoticePhonePaused:
		return w.Paused
	case crm.NoticeWebhookOff:
		return fmt.Sprintf(w.Off, oneLine(n.Webhook))
	}
	return fmt.Sprintf(w.Failed, oneLine(n.Job))
}
