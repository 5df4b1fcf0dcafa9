package api

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/centrifugal/centrifuge"

	"vonal/crm"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

// maxCommands is what one connection may ask in a second; a page asks a handful
// when it comes and then only answers pings.
const maxCommands = 50

// sessionCheck is how often the sessions of open pages are looked up, by which
// they do not become idle; accessCheck, how often it is looked up whether those
// who have a page open may still what they might: another server may have
// changed it.
const (
	sessionCheck = time.Minute
	accessCheck  = 2 * time.Second
)

// connections are the open ones with what they were opened for.
type connections struct {
	mu   sync.Mutex
	open map[string]*connection
}

type connection struct {
	client *centrifuge.Client
	grant  grant

	second int64 // in which commands were counted
	asked  int
}

func (cs *connections) add(c *centrifuge.Client, g grant) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.open == nil {
		cs.open = map[string]*connection{}
	}
	cs.open[c.ID()] = &connection{client: c, grant: g}
}

func (cs *connections) remove(id string) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	delete(cs.open, id)
}

// end closes the connections that match, and tells them not to come back.
func (cs *connections) end(match func(grant) bool) {
	cs.mu.Lock()
	var ending []*centrifuge.Client
	for _, c := range cs.open {
		if match(c.grant) {
			ending = append(ending, c.client)
		}
	}
	cs.mu.Unlock()
	for _, c := range ending {
		c.Disconnect(centrifuge.DisconnectPermissionDenied)
	}
}

// sessions are the secrets of the sessions that have a page open.
func (cs *connections) sessions() (secrets []string) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	for _, c := range cs.open {
		if c.grant.secret != "" && !slices.Contains(secrets, c.grant.secret) {
			secrets = append(secrets, c.grant.secret)
		}
	}
	return secrets
}

// count disconnects a client that asks too much.
func (cs *connections) count(client *centrifuge.Client, _ centrifuge.CommandReadEvent) error {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	c, known := cs.open[client.ID()]
	if !known {
		return nil // its connect command
	}
	if now := clock.Instant().Unix(); now != c.second {
		c.second, c.asked = now, 0
	}
	if c.asked++; c.asked > maxCommands {
		return centrifuge.DisconnectTooManyRequests
	}
	return nil
}

// connecting spends the ticket. One that is spent or too old answers the error
// on which clients ask for a new one.
func (r *Realtime) connecting(ctx context.Context, e centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
	g, ok := r.tickets.spend(e.Token, r.cfg.Clock.Now())
	if !ok {
		return centrifuge.ConnectReply{}, centrifuge.ErrorTokenExpired
	}
	cred := &centrifuge.Credentials{UserID: string(g.viewer.User)}
	if !g.ends.IsZero() {
		cred.ExpireAt = g.ends.Unix()
	}
	return centrifuge.ConnectReply{Context: context.WithValue(ctx, grantKey{}, g), Credentials: cred}, nil
}

type grantKey struct{}

func (r *Realtime) connected(c *centrifuge.Client) {
	g, _ := c.Context().Value(grantKey{}).(grant)
	r.conns.add(c, g)
	c.OnDisconnect(func(centrifuge.DisconnectEvent) { r.conns.remove(c.ID()) })
	c.OnSubscribe(func(e centrifuge.SubscribeEvent, answer centrifuge.SubscribeCallback) {
		if !slices.Contains(channelsOf(g.viewer), e.Channel) {
			r.refusedChannel(c.Context(), g, e.Channel)
			answer(centrifuge.SubscribeReply{}, centrifuge.ErrorPermissionDenied)
			return
		}
		answer(centrifuge.SubscribeReply{Options: centrifuge.SubscribeOptions{
			EnableRecovery:   true,
			ServerTagsFilter: audience(g.viewer),
		}}, nil)
	})
}

// refusedChannel writes that somebody wanted to hear what is not theirs.
func (r *Realtime) refusedChannel(ctx context.Context, g grant, channel string) {
	r.cfg.Log.Warn("realtime: subscription refused", "user", g.viewer.User, "channel", clean(channel))
	accounts := r.accounts.Load()
	n := r.refused.add(string(g.viewer.User), r.cfg.Clock.Now())
	if accounts == nil || n > maxRefused {
		return
	}
	detail := "channel " + clean(channel)
	if n == maxRefused {
		detail += lastRefused
	}
	line := crm.AuditLine{User: g.viewer.User, What: "refused", IP: g.ip, Outcome: crm.AuditRefused, Detail: detail}
	if err := (*accounts).Audit(context.WithoutCancel(ctx), line); err != nil {
		r.cfg.Log.Error("a line of the audit log was not written", "what", line.What, "user", line.User, "err", err)
	}
}

// bearers are the connections by what their owner has shown.
func (cs *connections) bearers() (all []string) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	for _, c := range cs.open {
		if b := c.grant.bearer; b != "" && !slices.Contains(all, b) {
			all = append(all, b)
		}
	}
	return all
}

// endSession closes what was opened in a session; endUser, by a user.
func (r *Realtime) endSession(secret string) {
	r.endWhere(func(g grant) bool { return g.secret == secret })
}

func (r *Realtime) endUser(id crm.UserID) {
	r.endWhere(func(g grant) bool { return g.viewer.User == id })
}

func (r *Realtime) endWhere(match func(grant) bool) {
	r.tickets.void(match)
	r.conns.end(match)
}

// watched is what is looked up of those who have a page open.
type watched interface {
	SessionUser(ctx context.Context, secret string) (crm.Session, error)
	Bearers(ctx context.Context, secrets []string) (map[string]crm.User, error)
	Audit(ctx context.Context, l crm.AuditLine) error
}

// watch lets the sessions that have a page open be looked up in accounts now
// and then: an open page keeps its session from becoming idle, and a session
// that was ended elsewhere closes its pages.
func (r *Realtime) watch(accounts watched) { r.accounts.Store(&accounts) }

func (r *Realtime) watchSessions(ctx context.Context) {
	tick, often := time.NewTicker(sessionCheck), time.NewTicker(accessCheck)
	defer tick.Stop()
	defer often.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			r.checkSessions(ctx)
		case <-often.C:
			r.checkAccess(ctx)
		}
	}
}

// checkAccess closes the pages of those who may not any more what they might
// when they were opened.
func (r *Realtime) checkAccess(ctx context.Context) {
	accounts := r.accounts.Load()
	if accounts == nil {
		return
	}
	shown := r.conns.bearers()
	now, err := (*accounts).Bearers(ctx, shown)
	if err != nil || len(shown) == 0 {
		return
	}
	r.endWhere(func(g grant) bool {
		if !slices.Contains(shown, g.bearer) {
			return false // came in the meantime
		}
		user, holds := now[g.bearer]
		return !holds || user.Unproven() || !sameAccess(user.Viewer(), g.viewer)
	})
}

func sameAccess(a, b crm.Viewer) bool {
	sorted := func(v crm.Viewer) []crm.AgentID { return slices.Sorted(slices.Values(v.Team)) }
	return a.Role == b.Role && a.Agent == b.Agent && maps.Equal(a.Grants, b.Grants) && slices.Equal(sorted(a), sorted(b))
}

func (r *Realtime) checkSessions(ctx context.Context) {
	accounts := r.accounts.Load()
	if accounts == nil {
		return
	}
	for _, secret := range r.conns.sessions() {
		_, err := (*accounts).SessionUser(ctx, secret)
		if fault.Is(err, fault.Anonymous) {
			r.endSession(secret)
		}
	}
}

// sameOrigin lets a browser connect from the server's own pages and from those
// of origins. A program sends no Origin; it needs a ticket as everybody does.
func sameOrigin(origins []string) func(*http.Request) bool {
	return func(r *http.Request) bool {
		origin := r.Header.Get("Origin")
		if origin == "" {
			return true
		}
		u, err := url.Parse(origin)
		return err == nil && (strings.EqualFold(u.Host, r.Host) || slices.Contains(origins, origin))
	}
}
