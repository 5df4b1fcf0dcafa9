package crm

import (
	"strings"
	"unicode"
)

// otherHeads are further words that people write above such columns.
var otherHeads = map[Column]string{
	ColumnID:        "id|vonal id",
	ColumnName:      "customer|company|company name|full name|client|organization|organisation|ügyfél|cég|cégnév|ügyfél neve|teljes név|megnevezés|клиент|фио|название|наименование|контрагент|компания|организация",
	ColumnForm:      "type|kind|típus|тип",
	ColumnNumbers:   "number|phone|phones|phone number|telephone|tel|mobile|mobile phone|cell|work phone|home phone|telefon|telefonszám|mobil|mobilszám|szám|számok|vezetékes|телефон|телефоны|номер|номер телефона|мобильный|мобильный телефон|рабочий телефон|тел",
	ColumnMails:     "email|emails|mail|mails|e mail address|email address|email cím|e mail cím|levelezési cím|почта|эл почта|электронная почта|имейл|адрес электронной почты",
	ColumnAddresses: "addresses|street|postal address|címek|székhely|lakcím|адреса|юридический адрес|почтовый адрес",
	ColumnContacts:  "contact|contact person|kapcsolattartó|контакт|контактное лицо|контакты",
	ColumnTags:      "tag|labels|groups|group|címke|csoport|csoportok|тег|теги|метка|группа|группы",
	ColumnTier:      "importance|priority|fontosság|szint|важность|приоритет",
	ColumnOwner:     "manager|responsible|agent|assigned to|account manager|ügyintéző|kapcsolattartó munkatárs|менеджер|ответственный|владелец",
	ColumnLanguage:  "lang|язык общения",
	ColumnZone:      "timezone|zone|zóna|зона",
}

// Guess proposes what the columns of a table hold, by the words above them in
// any of the languages; "" where it cannot tell.
func (l Layout) Guess(head []string) []Column {
	words := map[string]Column{}
	known := l.Columns()
	for i := len(known) - 1; i >= 0; i-- { // where two have one word, the first counts
		c := known[i]
		for _, w := range strings.Split(otherHeads[c], "|") {
			words[plainWords(w)] = c
		}
	}
	for i := len(known) - 1; i >= 0; i-- {
		words[plainWords(string(known[i]))] = known[i]
		for _, tongue := range []string{"en", "hu", "ru"} {
			words[plainWords(l.Heads(known, tongue)[i])] = known[i]
		}
	}
	delete(words, "")
	guess, taken := make([]Column, len(head)), map[Column]bool{}
	for i, h := range head {
		c := words[plainWords(h)]
		if c == "" {
			c = words[strings.TrimRight(plainWords(h), " 0123456789")] // "Phone 2"
		}
		if c == "" {
			c = consentHead(h)
		}
		if !taken[c] || c.several() {
			guess[i] = c
		}
		taken[c] = true
	}
	return guess
}

// consentHead reads the head of a consent that no card of this company has yet.
func consentHead(head string) Column {
	for _, word := range consentHeads {
		key, ok := strings.CutPrefix(head, word+": ")
		if ok && validKey(key) {
			return consentColumn + Column(key)
		}
		for _, date := range consentDates {
			if of, dated := strings.CutSuffix(key, " ("+date+")"); ok && dated && validKey(of) {
				return consentColumn + Column(of) + consentDate
			}
		}
	}
	return ""
}

// plainWords are the words without what stands between them, in small letters.
func plainWords(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}
