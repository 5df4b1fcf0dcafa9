package asterisk

import (
	"context"
	"slices"
	"strings"

	"vonal/ari"
)

// Whether a phone can be reached is read from its device state: Asterisk
// publishes it when a phone registers, unregisters or does not answer a
// qualify. An application that follows the endpoints ("endpoint:PJSIP") hears
// that too, but also every event of every call's channels a second time.

// device is how Asterisk names a phone as a device.
func device(endpoint string) string { return "PJSIP/" + endpoint }

// sourcesAtOnce keeps one request below the longest request line that Asterisk
// reads.
const sourcesAtOnce = 40

// watch asks to be told of these phones' device states. Asked twice, it is
// told once.
func (a *Adapter) watch(ctx context.Context, endpoints ...string) error {
	for some := range slices.Chunk(sources(endpoints), sourcesAtOnce) {
		if err := a.ari.Subscribe(ctx, some...); err != nil {
			return failed("asterisk.watch", err)
		}
	}
	return nil
}

// unwatch forgets a phone that has been removed. What it is told of one that
// is not there does no harm, so that failing does none either.
func (a *Adapter) unwatch(ctx context.Context, endpoint string) {
	if err := a.ari.Unsubscribe(ctx, sources([]string{endpoint})...); err != nil && ctx.Err() == nil {
		a.Log.Debug("a removed phone is still followed", "endpoint", endpoint, "error", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.reachable, endpoint)
}

func sources(endpoints []string) []string {
	all := make([]string, len(endpoints))
	for i, e := range endpoints {
		all[i] = "deviceState:" + device(e)
	}
	return all
}

// deviceChanged queues news of a phone; the event loop must not wait. A phone
// in a call counts as reached: that it has lost its registration meanwhile
// shows when the call is over.
func (a *Adapter) deviceChanged(e *ari.DeviceStateChanged) {
	endpoint, ok := strings.CutPrefix(e.DeviceState.Name, device(""))
	if !ok || !strings.HasPrefix(endpoint, EndpointPrefix) {
		return
	}
	news := phoneNews{endpoint: endpoint}
	switch e.DeviceState.State {
	case "UNAVAILABLE", "INVALID", "UNKNOWN":
	default:
		news.up = true
	}
	a.mu.Lock()
	known, told := a.reachable[endpoint]
	a.reachable[endpoint] = news.up
	a.mu.Unlock()
	if told && known == news.up {
		return // from one call to the next
	}
	select {
	case a.phoneQ <- news:
	default:
		a.Log.Warn("too much news of phones at once; the next resync corrects it", "endpoint", endpoint)
	}
}

// followPhones tells the desk of phones that came or went, in order. A phone
// that registers anew loses its old contact a moment after it has the new one:
// that it is gone is believed only when Asterisk has no other contact.
func (a *Adapter) followPhones(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case news := <-a.phoneQ:
			if !news.up {
				e, err := a.ari.Endpoints().Get(ctx, "PJSIP", news.endpoint)
				news.up = err == nil && e.State == ari.EndpointStateOnline
			}
			a.desk.PhoneIs(ctx, news.endpoint, news.up)
		}
	}
}
