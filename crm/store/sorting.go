package store

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// sorting is one way in which a list may be sorted: by a column and then by id.
// Its names are ours; a user names it by Name and Down only. Rows where the
// column is null come last either way.
type sorting struct {
	Name   string // as the user writes it: "due_at"; "-due_at" is the other way round
	column string // "tasks.due_at"
	cast   string // the SQL type of the column: "timestamptz", "bigint", "text"
	id     string // "tasks.id"
	down   bool
	gaps   bool // the column may be null
}

// spot is where a page of a sorted list begins: after the row with this key.
type spot struct {
	Sort string  `json:"s"`
	Key  *string `json:"k"` // as PostgreSQL writes it; nil for null
	ID   string  `json:"i"`
}

func (s spot) cursor() string {
	text, _ := json.Marshal(s) // strings cannot fail
	return base64.RawURLEncoding.EncodeToString(text)
}

// sortingOf finds what ?sort= names among the ways there are; the first is
// taken where it names none. A minus in front turns it round.
func sortingOf(name string, ways ...sorting) (sorting, error) {
	if name == "" {
		return ways[0], nil
	}
	plain, down := strings.CutPrefix(name, "-")
	for _, w := range ways {
		if w.Name == plain {
			w.down = down
			return w, nil
		}
	}
	return sorting{}, fault.New(fault.Invalid, "store.sortingOf", "the list cannot be sorted so").At("sort")
}

func (s sorting) label() string {
	if s.down {
		return "-" + s.Name
	}
	return s.Name
}

// sorted narrows q to what follows the page's cursor in this order. The query
// must select sortKey too, from which spotOf makes the next cursor. It asks for
// one row more than the page holds.
func sorted(q *gorm.DB, s sorting, page crm.Page) (*gorm.DB, error) {
	than := ">"
	if s.down {
		than = "<"
	}
	q = s.sort(q).Limit(page.Size() + 1)
	if page.Cursor == "" {
		return q, nil
	}
	wrong := fault.New(fault.Invalid, "store.sorted", "the cursor is not one that was given").At("cursor")
	var at spot
	text, err := base64.RawURLEncoding.DecodeString(page.Cursor)
	if err == nil {
		err = json.Unmarshal(text, &at)
	}
	if err != nil || at.Sort != s.label() || !sound(at.ID) || at.Key != nil && !s.possible(*at.Key) {
		return nil, wrong
	}
	if at.Key == nil {
		if !s.gaps {
			return nil, wrong
		}
		return q.Where(s.column+" IS NULL AND "+s.id+" "+than+" ?", at.ID), nil
	}
	key := "?::" + s.cast
	beyond := "(" + s.column + ", " + s.id + ") " + than + " (" + key + ", ?)"
	if s.gaps {
		beyond = "(" + beyond + " OR " + s.column + " IS NULL)"
	}
	return q.Where(beyond, *at.Key, at.ID), nil
}

// sort puts the rows of q into this order. That nulls come last is said only
// where there are any: an index that does not say so would not be used.
func (s sorting) sort(q *gorm.DB) *gorm.DB {
	way := "ASC"
	if s.down {
		way = "DESC"
	}
	last := ""
	if s.gaps {
		last = " NULLS LAST"
	}
	return q.Order(s.column + " " + way + last + ", " + s.id + " " + way)
}

// sortKey is the column to be selected beside the others.
func (s sorting) sortKey() string { return s.column + "::text AS sort_key" }

// possible keeps from the database what it would call an error.
func (s sorting) possible(key string) bool {
	if len(key) > 1024 || !utf8.ValidString(key) || strings.ContainsRune(key, 0) {
		return false
	}
	switch s.cast {
	case "bigint":
		_, err := strconv.ParseInt(key, 10, 64)
		return err == nil
	case "timestamptz":
		_, err := time.Parse("2006-01-02 15:04:05.999999-07", key)
		return err == nil
	case "date":
		_, err := time.Parse(time.DateOnly, key)
		return err == nil
	}
	return true
}

// spotOf is where the page after this row begins.
func (s sorting) spotOf(key *string, id string) spot { return spot{s.label(), key, id} }
