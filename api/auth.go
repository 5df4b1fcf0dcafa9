package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
)

// caller is who sent the request.
type caller struct {
	user    crm.User
	viewer  crm.Viewer
	secret  string        // of the cookie; "" with an API token
	bearer  string        // that, or the API token
	session crm.SessionID // "" with a token
	ends    time.Time     // when the session ends whatever happens; zero with a token
}

const callerKey = "api.caller"

// callerOf is who sent the request; protect has seen to it that there is one.
func callerOf(c echo.Context) caller {
	who, _ := c.Get(callerKey).(caller)
	return who
}

// viewerOf is the caller as crm's rules know them.
func viewerOf(c echo.Context) crm.Viewer { return callerOf(c).viewer }

// protect lets only those pass who have the permission.
func (s *Server) protect(needs crm.Permission) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		if needs == open {
			return next
		}
		return func(c echo.Context) error {
			who, err := s.identify(c)
			if err != nil {
				return err
			}
			c.Set(callerKey, who)
			if err := s.ration(c, who.user.ID); err != nil {
				return err
			}
			if needs != account && who.user.Unproven() {
				return factorNeeded
			}
			if !may(who.viewer, needs) {
				return forbidden
			}
			if wait := s.misses.wait(who.user.ID, s.cfg.Clock.Now()); wait > 0 && len(c.ParamNames()) > 0 {
				return &refusal{status: http.StatusTooManyRequests, code: "too_many", detail: "You have asked for too many things that are not there.", after: wait}
			}
			return next(c)
		}
	}
}

// identify reads the token, or else the cookie. Nothing in an address is ever
// read as a secret.
func (s *Server) identify(c echo.Context) (caller, error) {
	ctx := c.Request().Context()
	if header := c.Request().Header.Get("Authorization"); header != "" {
		scheme, token, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return caller{}, unauthorized
		}
		token = strings.TrimSpace(token)
		p, err := s.known.find(token, s.cfg.Clock.Now(), func() (p knownPerson, err error) {
			p.user, err = s.cfg.Store.TokenUser(ctx, token)
			return p, err
		})
		who := s.callerFor(p.user, "", time.Time{})
		who.bearer = token
		return who, anonymous(err)
	}
	cookie, err := c.Cookie(s.cookieName())
	if err != nil {
		return caller{}, unauthorized
	}
	p, err := s.known.find(cookie.Value, s.cfg.Clock.Now(), func() (p knownPerson, err error) {
		p.session, err = s.cfg.Store.SessionUser(ctx, cookie.Value)
		return p, err
	})
	who := s.callerFor(p.session.User, cookie.Value, p.session.ExpiresAt)
	who.session = p.session.ID
	return who, anonymous(err)
}

// callerFor is the user as one who asks now: whoever is in a call sees its
// customer, whosever that is.
func (s *Server) callerFor(u crm.User, secret string, ends time.Time) caller {
	v := u.Viewer()
	if v.Agent != "" && v.Scope(crm.SeeCards) != crm.ScopeAll {
		for _, call := range s.cfg.Desk.Calls() {
			if crm.AgentID(call.Agent) == v.Agent && call.Caller.Card != "" {
				v.Cards = append(v.Cards, crm.CardID(call.Caller.Card))
			}
		}
	}
	return caller{user: u, viewer: v, secret: secret, bearer: secret, ends: ends}
}

// anonymous answers a secret that nobody has like no secret at all.
func anonymous(err error) error {
	if fault.Is(err, fault.Anonymous) {
		return unauthorized
	}
	return err
}

// cookieName has the prefix that keeps other hosts of the domain from setting
// it, which browsers only accept over https.
func (s *Server) cookieName() string {
	if s.cfg.Secure {
		return "__Host-vonal_session"
	}
	return "vonal_session"
}

func (s *Server) setCookie(c echo.Context, value string, age int) {
	c.SetCookie(&http.Cookie{
		Name: s.cookieName(), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: s.cfg.Secure, SameSite: http.SameSiteStrictMode,
	})
}

// settled is the context of work that must not stop half-way when the client
// goes away; every port gives up by itself in time.
func settled(c echo.Context) context.Context { return context.WithoutCancel(c.Request().Context()) }
