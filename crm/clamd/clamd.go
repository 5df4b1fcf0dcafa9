// Package clamd asks a ClamAV daemon whether content holds a virus. It speaks
// INSTREAM, the one command that needs no file the daemon could read (clamd(8)).
package clamd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"vonal/internal/clock"
	"vonal/internal/fault"
)

const (
	connectWithin = 3 * time.Second
	answerWithin  = 2 * time.Minute // a large archive takes long
	chunk         = 64 << 10
)

// Client asks one daemon. It is safe for use by many goroutines: each look has
// a connection of its own.
type Client struct{ network, address string }

// New reads an address: unix:PATH, a PATH, or HOST:PORT.
func New(address string) (*Client, error) {
	if path, is := strings.CutPrefix(address, "unix:"); is || strings.HasPrefix(address, "/") {
		return &Client{"unix", path}, nil
	}
	if host, port, err := net.SplitHostPort(address); err != nil || host == "" || port == "" {
		return nil, fault.New(fault.Invalid, "clamd.New", "%q is neither HOST:PORT nor the path of a socket", address)
	}
	return &Client{"tcp", address}, nil
}

// Scan sends the content to the daemon. threat is the name of what was found in
// it, "" if nothing was. A fault of kind Invalid is the daemon's refusal of this
// content (larger than its StreamMaxLength, say), Unavailable that it does not
// answer.
func (c *Client) Scan(ctx context.Context, content io.Reader) (threat string, err error) {
	const op = "clamd.Scan"
	dialer := net.Dialer{Timeout: connectWithin}
	conn, err := dialer.DialContext(ctx, c.network, c.address)
	if err != nil {
		return "", fault.New(fault.Unavailable, op, "clamd does not answer: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if err := conn.SetDeadline(clock.System.Now().Add(answerWithin)); err != nil {
		return "", fault.Wrap(op, err)
	}
	sent := send(conn, content)
	var unreadable *contentError
	if errors.As(sent, &unreadable) {
		return "", fault.New(fault.Unavailable, op, "%w", sent)
	}
	// Where the daemon refuses the content it says so and hangs up: its answer
	// tells more than that it could not be written to.
	line, err := bufio.NewReader(io.LimitReader(conn, 4096)).ReadString(0)
	if err != nil {
		return "", fault.New(fault.Unavailable, op, "clamd hung up: %w", errors.Join(sent, err))
	}
	return verdict(strings.TrimSuffix(line, "\x00"))
}

// send sends the command and the content in pieces, each with its length in
// front; one of no length ends it.
func send(w io.Writer, content io.Reader) error {
	if _, err := io.WriteString(w, "zINSTREAM\x00"); err != nil {
		return err
	}
	b := make([]byte, 4+chunk)
	for {
		n, err := io.ReadFull(content, b[4:])
		end := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !end {
			return &contentError{err}
		}
		binary.BigEndian.PutUint32(b, uint32(n))
		if n > 0 {
			if _, err := w.Write(b[:4+n]); err != nil {
				return err
			}
		}
		if end {
			_, err := w.Write([]byte{0, 0, 0, 0})
			return err
		}
	}
}

// contentError is an error of the content, not of the daemon.
type contentError struct{ error }

func (e *contentError) Unwrap() error { return e.error }

// verdict reads "stream: OK", "stream: NAME FOUND" or "… ERROR".
func verdict(line string) (threat string, err error) {
	const op = "clamd.Scan"
	said := strings.TrimPrefix(line, "stream: ")
	if said == "OK" {
		return "", nil
	}
	if name, found := strings.CutSuffix(said, " FOUND"); found && name != "" {
		return name, nil
	}
	if said, refused := strings.CutSuffix(said, " ERROR"); refused {
		return "", fault.New(fault.Invalid, op, "clamd refuses it: %s", said)
	}
	return "", fault.New(fault.Unavailable, op, "clamd answers %q", line)
}
