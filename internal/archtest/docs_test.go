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
	aFile       = regexp.MustCompile(`^[a-z][A-Za-z0-9_./-]*/[A-Za-z0-9_./-]+$`)
)

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
