package crm

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// spelled are the values of a column by the words that tables have for them.
var spelled = map[Column]map[string]string{
	ColumnForm: {
		"person": "person", "private": "person", "individual": "person", "magánszemély": "person", "személy": "person", "лицо": "person", "человек": "person", "физлицо": "person", "физическое лицо": "person",
		"company": "company", "organization": "company", "organisation": "company", "cég": "company", "vállalkozás": "company", "фирма": "company", "компания": "company", "организация": "company", "юрлицо": "company", "юридическое лицо": "company",
	},
	ColumnTier: {
		"normal": "normal", "általános": "normal", "обычный": "normal",
		"important": "important", "fontos": "important", "важный": "important",
		"key": "key", "kulcs": "key", "vip": "key", "ключевой": "key",
	},
}

// yesNo are the words for what is allowed and what is not.
var yesNo = map[string]string{
	"yes": "yes", "true": "yes", "1": "yes", "x": "yes", "igen": "yes", "да": "yes", "given": "yes",
	"no": "no", "false": "no", "0": "no", "nem": "no", "нет": "no", "refused": "no",
}

var (
	dayFirst  = regexp.MustCompile(`^(\d{1,2})[./](\d{1,2})[./](\d{4})\.?$`)       // 31.01.2027
	yearFirst = regexp.MustCompile(`^(\d{4})[./-] ?(\d{1,2})[./-] ?(\d{1,2})\.?$`) // 2027. 01. 31.
	serial    = regexp.MustCompile(`^\d{5}$`)                                      // days, as a workbook keeps a date
)

// loosely is the cell as Value wants it, where tables have other spellings for
// what the field holds.
func (f Field) loosely(cell string) string {
	cell = CleanName(cell)
	switch f.Kind {
	case FieldBoolean:
		switch yesNo[strings.ToLower(cell)] {
		case "yes":
			return "true"
		case "no":
			return "false"
		}
	case FieldNumber:
		plain := strings.ReplaceAll(cell, " ", "")
		if strings.Count(plain, ",") == 1 && !strings.Contains(plain, ".") {
			plain = strings.Replace(plain, ",", ".", 1)
		}
		return plain
	case FieldDate:
		return looseDay(cell)
	case FieldChoice:
		for _, c := range f.Choices {
			if strings.EqualFold(c, cell) {
				return c
			}
		}
	}
	return cell
}

// looseDay is a day as 2027-01-31, where tables write it otherwise.
func looseDay(cell string) string {
	if m := dayFirst.FindStringSubmatch(cell); m != nil {
		return day(m[3], m[2], m[1])
	}
	if m := yearFirst.FindStringSubmatch(cell); m != nil {
		return day(m[1], m[2], m[3])
	}
	if serial.MatchString(cell) {
		days, _ := strconv.Atoi(cell) // five digits
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days).Format(time.DateOnly)
	}
	return cell
}

func day(year, month, dayOf string) string {
	two := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
	return year + "-" + two(month) + "-" + two(dayOf)
}
