package archtest

import (
	"go/parser"
	"go/token"
	"testing"
)

// A rule that notices nothing is none.
func TestABannedNameIsFoundUnderAnyAlias(t *testing.T) {
	for source, want := range map[string]string{
		"package x\nimport \"time\"\nvar _ = time.Now":                  "time.Now",
		"package x\nimport t \"time\"\nvar _ = t.Since":                 "time.Since",
		"package x\nimport \"time\"\nvar _ = time.Second":               "",
		"package x\nimport t \"vonal/internal/clock\"\nvar _ = t.Now()": "",
	} {
		tree, err := parser.ParseFile(token.NewFileSet(), "x.go", source, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := bans[0].usedIn(tree); got != want {
			t.Errorf("%s: found %q, want %q", source, got, want)
		}
	}
}

func TestATechnologyIsRecognisedByItsModule(t *testing.T) {
	for imported, listed := range map[string]bool{
		"gorm.io/gorm": true, "gorm.io/gorm/clause": true, "github.com/labstack/echo/v4": true,
		"github.com/google/uuid": true, "github.com/google/wire": false, "github.com/emiago/sipgo/sip": true,
	} {
		if _, got := homeOf(imported); got != listed {
			t.Errorf("%s: %v", imported, got)
		}
	}
	if foreign("encoding/json") || foreign("vonal/routing") || !foreign("gorm.io/gorm") {
		t.Error("what is foreign is not known")
	}
}
