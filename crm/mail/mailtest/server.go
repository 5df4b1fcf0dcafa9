// Package mailtest is a real mail server for tests, which keeps what it is sent.
package mailtest

import (
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// Server takes letters on this machine. It is safe for use by many goroutines.
type Server struct {
	t       testing.TB
	address string

	mu      sync.Mutex
	running *smtp.Server
	refuse  func(to string) *smtp.SMTPError
	letters []*mail.Message
	bodies  []string
}

// Start starts a server that ends with the test.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t, address: "127.0.0.1:0"}
	s.Up()
	t.Cleanup(s.Down)
	return s
}

// URL is the server as the program is told of it.
func (s *Server) URL() string { return "smtp://" + s.address }

// Up has it take letters, at the address it had.
func (s *Server) Up() {
	s.t.Helper()
	l, err := net.Listen("tcp", s.address)
	if err != nil {
		s.t.Fatal(err)
	}
	s.address = l.Addr().String()
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }))
	server.Domain = "localhost"
	s.mu.Lock()
	s.running = server
	s.mu.Unlock()
	go func() { _ = server.Serve(l) }()
}

// Down ends it, until Up.
func (s *Server) Down() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running != nil {
		_ = s.running.Close() // it may have ended
		s.running = nil
	}
}

// Refuse has recipients answered with this code and text; 0 takes them again.
func (s *Server) Refuse(code int, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = func(string) *smtp.SMTPError { return &smtp.SMTPError{Code: code, Message: text} }
	if code == 0 {
		s.refuse = nil
	}
}

// Letters are those it has taken, and their bodies as they came.
func (s *Server) Letters() (all []*mail.Message, bodies []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append(all, s.letters...), append(bodies, s.bodies...)
}

type session struct{ server *Server }

func (*session) Reset() {}

func (*session) Logout() error { return nil }

func (*session) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt takes a recipient, or refuses them.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.server.refuse != nil {
		return s.server.refuse(to)
	}
	return nil
}

// Data takes a letter.
func (s *session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	letter, err := mail.ReadMessage(strings.NewReader(string(text)))
	if err != nil {
		return err
	}
	body, err := io.ReadAll(letter.Body)
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.letters, s.server.bodies = append(s.server.letters, letter), append(s.server.bodies, string(body))
	return err
}
