package localstack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/internal/fault"
)

const database = "vonal" // name of the database and of its owner

// postgresBin is the folder of the newest installed PostgreSQL.
func postgresBin() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	newest, best := "", 0
	for _, path := range found {
		bin := filepath.Dir(path)
		if n, err := strconv.Atoi(filepath.Base(filepath.Dir(bin))); err == nil && n > best {
			newest, best = bin, n
		}
	}
	if best < 15 {
		return "", fault.New(fault.Unavailable, "localstack.postgres", "PostgreSQL 15 or newer is not installed: run scripts/install-missing.sh")
	}
	return newest, nil
}

func account(name string) (*syscall.Credential, error) {
	const op = "localstack.account"
	u, err := user.Lookup(name)
	if err != nil {
		return nil, fault.New(fault.Unavailable, op, "no user %s on this machine: run scripts/install-missing.sh", name)
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	if err1 != nil || err2 != nil {
		return nil, fault.New(fault.Internal, op, "user %s has the number %s:%s", name, u.Uid, u.Gid)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// asPostgres runs argv as user postgres in a mount namespace where the data
// folder stands at /mnt: the folders above it may be closed to that user.
func (s *Stack) asPostgres(argv ...string) []string {
	const script = `set -e
mount --bind "$1" /mnt; shift
cd /mnt
exec setpriv --reuid=postgres --regid=postgres --init-groups "$@"`
	return append([]string{"/bin/sh", "-c", script, "postgres", s.path("postgres")}, argv...)
}

func (s *Stack) startPostgres(ctx context.Context) error {
	const op = "localstack.startPostgres"
	st := s.server(Postgres)
	if st.alive() {
		s.opts.Progress("PostgreSQL runs already")
		return s.awaitPostgres(ctx)
	}
	bin, err := postgresBin()
	if err != nil {
		return err
	}
	if err := s.initPostgres(ctx, bin, &st); err != nil {
		return err
	}
	start := func(is server) (server, error) {
		is.process, err = launch{
			argv:   s.asPostgres(append([]string{bin + "/postgres", "-D", "/mnt/data"}, s.postgresFlags(is.Port)...)...),
			dir:    "/",
			env:    []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"},
			log:    s.path("postgres.log"),
			mounts: true,
			nice:   5, // what it writes can wait; calls cannot
		}.start()
		return is, err
	}
	if err := s.bringUp(ctx, Postgres, st, start, s.awaitPostgres); err != nil {
		return fault.Wrap(op, err)
	}
	return s.createDatabase(ctx)
}

func (s *Stack) postgresFlags(port int) []string {
	settings := []string{
		"port=" + strconv.Itoa(port),
		"listen_addresses=127.0.0.1",
		"unix_socket_directories=",
		"max_connections=200",
		"password_encryption=scram-sha-256",
		"log_min_messages=warning",
		"timezone=UTC",
	}
	if s.opts.Fast {
		settings = append(settings, "fsync=off", "full_page_writes=off", "autovacuum=off", "max_wal_senders=0", "wal_level=minimal")
	}
	var flags []string
	for _, setting := range settings {
		flags = append(flags, "-c", setting)
	}
	return flags
}

// initPostgres makes the data folder once. It is made under another name and
// renamed, so that an interrupted start leaves nothing half done.
func (s *Stack) initPostgres(ctx context.Context, bin string, is *server) error {
	const op = "localstack.initPostgres"
	home := s.path("postgres")
	if _, err := os.Stat(filepath.Join(home, "data", "PG_VERSION")); err == nil {
		return nil
	}
	s.opts.Progress("PostgreSQL: making the database folder")
	cred, err := account("postgres")
	if err != nil {
		return err
	}
	// Another name each time: an initdb whose Vonal was killed may still write.
	unfinished := filepath.Join(home, "unfinished-"+secret()[:8])
	if err := removeAll(filepath.Join(home, "unfinished-*")); err != nil {
		return fault.Wrap(op, err)
	}
	if err := os.MkdirAll(home, 0o700); err != nil {
		return fault.Wrap(op, err)
	}
	if err := os.Chown(home, int(cred.Uid), int(cred.Gid)); err != nil {
		return fault.Wrap(op, err)
	}
	copied, err := s.copySeed(ctx, bin, unfinished, is)
	if err != nil {
		return err
	}
	if !copied {
		is.Password = secret()
		if err := s.put(Postgres, *is); err != nil { // it belongs to the folder made next
			return err
		}
		if err := s.initdb(ctx, bin, filepath.Base(unfinished), is.Password, cred); err != nil {
			return err
		}
		if err := s.keepSeed(ctx, bin, unfinished, is.Password); err != nil {
			return err
		}
	}
	if err := os.Rename(unfinished, filepath.Join(home, "data")); err != nil {
		return fault.Wrap(op, err)
	}
	return nil
}

func (s *Stack) initdb(ctx context.Context, bin, folder, password string, as *syscall.Credential) error {
	const op = "localstack.initdb"
	passwordFile := s.path("postgres", "password")
	if err := os.WriteFile(passwordFile, []byte(password+"\n"), 0o600); err != nil {
		return fault.Wrap(op, err)
	}
	defer os.Remove(passwordFile)
	if err := os.Chown(passwordFile, int(as.Uid), int(as.Gid)); err != nil {
		return fault.Wrap(op, err)
	}
	argv := s.asPostgres(bin+"/initdb", "-D", "/mnt/"+folder, "-U", database, "--pwfile=/mnt/password",
		"--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8")
	if s.opts.Fast {
		argv = append(argv, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Unshareflags: syscall.CLONE_NEWNS}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fault.New(fault.Unavailable, op, "initdb: %w: %s", err, lastLine(out))
	}
	return nil
}

func (s *Stack) postgresDSN(name string) string {
	is := s.server(Postgres)
	return fmt.Sprintf("postgres://%s:%s@127.0.0.1:%d/%s?sslmode=disable", database, is.Password, is.Port, name)
}

// awaitPostgres returns when it takes connections, or has ended.
func (s *Stack) awaitPostgres(ctx context.Context) error {
	const op = "localstack.awaitPostgres"
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	var last error
	ended := false
	err := until(ctx, func() bool {
		if ended = !s.server(Postgres).alive(); ended {
			return true
		}
		last = s.query(ctx, "postgres", "SELECT 1")
		return last == nil
	})
	if ended {
		return fault.New(fault.Unavailable, op, "PostgreSQL ended: %s", tail(s.path("postgres.log")))
	}
	if err != nil {
		return fault.New(fault.Unavailable, op, "PostgreSQL does not answer: %w", last)
	}
	return nil
}

func (s *Stack) query(ctx context.Context, name, sql string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	c, err := pgx.Connect(ctx, s.postgresDSN(name))
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, sql)
	return err
}

func (s *Stack) createDatabase(ctx context.Context) error {
	const op = "localstack.createDatabase"
	if s.query(ctx, database, "SELECT 1") == nil {
		return nil
	}
	if err := s.query(ctx, "postgres", "CREATE DATABASE "+database); err != nil {
		return fault.Wrap(op, err)
	}
	return nil
}

// removeAll removes what matches.
func removeAll(pattern string) error {
	found, err := filepath.Glob(pattern)
	for _, path := range found {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}

// tail is the last line of a log, for an error message.
func tail(path string) string {
	text, _ := os.ReadFile(path)
	return lastLine(text)
}

func lastLine(text []byte) string {
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.TrimSpace(l) == "" })
	if len(lines) == 0 {
		return "it said nothing"
	}
	return strings.TrimSpace(lines[len(lines)-1])
}
