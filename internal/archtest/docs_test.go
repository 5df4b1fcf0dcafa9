package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	inBackticks = regexp.MustCompile("`([^`]+)`")
	links       = regexp.MustCompile(`\]\(([^)#]+)\)`)
	aTest       = regexp.MustCompile(`^[A-Za-z0-9]{12,}$`)
	aFile       = regexp.MustCompile(`^[a-z][A-Za-z0-9_./-]*/[A-Za-z0-9_./-]+$`)
)

// TestEveryFaultHasItsTest holds docs/faults.md to the tests it names.
func TestEveryFaultHasItsTest(t *testing.T) {
	root := filepath.Join("..", "..")
	page, err := os.ReadFile(filepath.Join(root, "docs", "faults.md"))
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	for _, dir := range []string{"internal/e2e", "ari", "ari/aritest", "routing", "api", "crm/hours"} {
		files, err := filepath.Glob(filepath.Join(root, dir, "*_test.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", dir, len(files), err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			tests.Write(b)
		}
	}
	named := 0
	for _, m := range inBackticks.FindAllStringSubmatch(string(page), -1) {
		if !aTest.MatchString(m[1]) {
			continue
		}
		named++
		if !strings.Contains(tests.String(), "func "+m[1]+"(t *testing.T") {
			t.Errorf("docs/faults.md names %s, which is no test", m[1])
		}
	}
	if named < 40 {
		t.Errorf("docs/faults.md names %d tests only", named)
	}
}

// TestPathsInTheDocsExist holds the guides to the tree: a file that moves takes
// its mention along.
func TestPathsInTheDocsExist(t *testing.T) {
	root := filepath.Join("..", "..")
	for _, doc := range []string{"README.md", "docs/FLOW.md", "docs/WHERE.md", "docs/operations.md", "docs/phones-and-trunks.md", "docs/decisions/README.md"} {
		b, err := os.ReadFile(filepath.Join(root, doc))
		if err != nil {
			t.Error(err)
			continue
		}
		for _, m := range links.FindAllStringSubmatch(string(b), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(doc), m[1])); err != nil {
				t.Errorf("%s links to %s, which does not exist", doc, m[1])
			}
		}
		if doc != "docs/FLOW.md" && doc != "docs/WHERE.md" {
			continue
		}
		for _, m := range inBackticks.FindAllStringSubmatch(string(b), -1) {
			if !aFile.MatchString(m[1]) {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, m[1])); err != nil {
				t.Errorf("%s names %s, which does not exist", doc, m[1])
			}
		}
	}
}
