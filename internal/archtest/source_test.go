package archtest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ban is a name that may not be used, but in the folders it is allowed in.
type ban struct {
	pkg, names string   // pkg "" bans the names as methods, whatever of
	allowed    []string // folders
	tests      bool     // tests may not, either
	why        string
}

// forTests are the folders whose files serve tests alone, or wait for
// processes that know no clock of ours.
var forTests = []string{"internal/e2e", "internal/testenv", "internal/localstack", "internal/sipphone"}

var bans = []ban{
	{"time", "Now Since Until", append([]string{"internal/clock"}, forTests...), false, "take a clock.Clock, or the time of the fact, so that a test can move time"},
	{"time", "Sleep", nil, true, "wait for the fact: a channel, or a condition with a deadline"},
	{"context", "Background TODO", append([]string{"cmd"}, forTests...), false, "take the context of the caller, who knows when it ends"},
	{"", "AutoMigrate", nil, true, "the schema is ours: numbered SQL files"},
}

func TestNoFileUsesWhatIsBanned(t *testing.T) {
	for _, file := range files(t, ".go") {
		test := strings.HasSuffix(file, "_test.go")
		tree, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, b := range bans {
			if test && !b.tests || within(file, b.allowed) {
				continue
			}
			if used := b.usedIn(tree); used != "" {
				t.Errorf("%s uses %s: %s", file, used, b.why)
			}
		}
	}
}

// usedIn is the banned name that the file uses, if any.
func (b ban) usedIn(tree *ast.File) (used string) {
	alias := b.pkg
	for _, spec := range tree.Imports {
		if spec.Path.Value == `"`+b.pkg+`"` && spec.Name != nil {
			alias = spec.Name.Name
		}
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || !slices.Contains(strings.Fields(b.names), sel.Sel.Name) {
			return true
		}
		if of, ok := sel.X.(*ast.Ident); b.pkg == "" || ok && of.Name == alias {
			used = strings.TrimPrefix(b.pkg+"."+sel.Sel.Name, ".")
		}
		return true
	})
	return used
}

// longest is how many lines a file written by hand may have.
const longest = 400

func TestNoFileIsLongerThanOneIdea(t *testing.T) {
	for _, file := range files(t, ".go", ".ts", ".tsx", ".lua", ".mjs") {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Error(err)
			continue
		}
		if lines := bytes.Count(text, []byte("\n")); lines > longest && !generated(file, text) {
			t.Errorf("%s has %d lines; %d is the most: give each idea a file of its own", file, lines, longest)
		}
	}
}

func generated(file string, text []byte) bool {
	head := text[:min(len(text), 400)]
	return strings.HasSuffix(file, "_gen.go") || strings.HasSuffix(file, ".gen.go") ||
		bytes.Contains(head, []byte("Code generated")) || bytes.Contains(head, []byte("auto-generated"))
}

// files are the files of the house with one of these endings, by their path
// from the top. What others have written, or a tool, is not ours to judge.
func files(t *testing.T, endings ...string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			switch name := d.Name(); {
			case path == root:
				return nil
			case name == "node_modules" || name == "dist" || name == "var" || name == "bin" || name == "testdata" || strings.HasPrefix(name, "."):
				return fs.SkipDir
			}
			return nil
		}
		if slices.Contains(endings, filepath.Ext(path)) {
			file, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			all = append(all, filepath.ToSlash(file))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func within(file string, folders []string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool { return strings.HasPrefix(file, folder+"/") })
}
