package testenv

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vonal/internal/localstack"
)

// redisDatabases is how many the shared server has (redis.conf of localstack).
const redisDatabases = 4096

// Redis returns the address of an empty Redis database of the test's own. The
// server is shared: FLUSHDB is the test's to use, FLUSHALL and scripts' SCRIPT
// FLUSH are not; a test of those starts a Stack.
func Redis(t testing.TB) string {
	t.Helper()
	stack := sharedStack(t)
	number, err := nextNumber(t.Context(), filepath.Join(home(), "redis-number"))
	if err != nil {
		t.Fatalf("testenv: %v", err)
	}
	number = 1 + number%(redisDatabases-1) // 0 stays nobody's
	if err := flush(stack, number); err != nil {
		t.Fatalf("testenv: redis: %v", err)
	}
	t.Cleanup(func() {
		if err := flush(stack, number); err != nil {
			t.Errorf("testenv: redis: %v", err)
		}
	})
	return strings.TrimSuffix(stack.RedisURL(), "/0") + "/" + strconv.Itoa(number)
}

// nextNumber counts in a file, so that test programs get different ones.
func nextNumber(ctx context.Context, path string) (int, error) {
	f, err := locked(ctx, path, syscall.LOCK_EX)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	number, _ := strconv.Atoi(string(text))
	number++
	return number, os.WriteFile(path, []byte(strconv.Itoa(number)), 0o600)
}

// flush empties one database.
func flush(stack *localstack.Stack, number int) error {
	address, err := url.Parse(stack.RedisURL())
	if err != nil {
		return err
	}
	password, _ := address.User.Password()
	c, err := net.DialTimeout("tcp", address.Host, 5*time.Second)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := fmt.Fprintf(c, "AUTH %s\r\nSELECT %d\r\nFLUSHDB\r\nQUIT\r\n", password, number); err != nil {
		return err
	}
	answers := bufio.NewScanner(c)
	for answers.Scan() {
		if answers.Text() != "+OK" {
			return fmt.Errorf("answered %q", answers.Text())
		}
	}
	return answers.Err()
}
