package localstack

import (
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"vonal/internal/fault"
)

// startRedis runs a Redis that keeps nothing on disk: agents' states are
// rebuilt from PostgreSQL and Asterisk whenever it starts empty.
func (s *Stack) startRedis(ctx context.Context) error {
	const op = "localstack.startRedis"
	st := s.server(Redis)
	if st.alive() {
		s.opts.Progress("Redis runs already")
		return s.awaitRedis(ctx)
	}
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return fault.New(fault.Unavailable, op, "redis-server is not installed: run scripts/install-missing.sh")
	}
	user, err := account("redis")
	if err != nil {
		return err
	}
	if st.Password == "" {
		st.Password = secret()
	}
	start := func(is server) (server, error) {
		is.process, err = launch{
			argv: []string{program, "-"},
			dir:  "/",
			env:  []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"},
			stdin: strings.Join([]string{
				"bind 127.0.0.1", "port " + strconv.Itoa(is.Port), "requirepass " + is.Password,
				"daemonize no", `save ""`, "appendonly no", "dir /", "databases 4096",
				"always-show-logo no", "loglevel warning", "",
			}, "\n"),
			log:  s.path("redis.log"),
			user: user,
			nice: -5, // calls wait for it
		}.start()
		return is, err
	}
	if err := s.bringUp(ctx, Redis, st, start, s.awaitRedis); err != nil {
		return fault.Wrap(op, err)
	}
	return nil
}

func (s *Stack) awaitRedis(ctx context.Context) error {
	const op = "localstack.awaitRedis"
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	var last error
	ended := false
	err := until(ctx, func() bool {
		if ended = !s.server(Redis).alive(); ended {
			return true
		}
		last = s.pingRedis(ctx)
		return last == nil
	})
	if ended {
		return fault.New(fault.Unavailable, op, "Redis ended: %s", tail(s.path("redis.log")))
	}
	if err != nil {
		return fault.New(fault.Unavailable, op, "Redis does not answer: %w", last)
	}
	return nil
}

// pingRedis speaks Redis' inline protocol: a client library for one PING
// would tie this package to it.
func (s *Stack) pingRedis(ctx context.Context) error {
	is := s.server(Redis)
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(is.Port)))
	if err != nil {
		return err
	}
	defer c.Close()
	deadline, _ := ctx.Deadline()
	if err := c.SetDeadline(deadline); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(c, "AUTH %s\r\nPING\r\n", is.Password); err != nil {
		return err
	}
	answer := make([]byte, len("+OK\r\n+PONG\r\n"))
	if _, err := io.ReadFull(c, answer); err != nil {
		return err
	}
	if string(answer) != "+OK\r\n+PONG\r\n" {
		return fmt.Errorf("answered %q", answer)
	}
	return nil
}
