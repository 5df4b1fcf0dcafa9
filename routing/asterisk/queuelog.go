package asterisk

import (
	"bufio"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"vonal/ari"
	"vonal/routing"
)

// Alone is a call that Asterisk handled without a controller, as its queue_log
// tells it: entered the fallback queue, rang agents, ended.
type Alone struct {
	Call      routing.Call
	Why       string // "unclaimed": no controller took it; "lease": its controller fell silent
	Recording string // below the folder of recordings, without .wav; "" if there is none
}

// The lines that our dialplan writes beside those of app_queue.
const (
	lineEnter = "VONAL-ENTER" // caller|dialled|why|recording|time
	lineEnd   = "VONAL-END"   // status|agent|talk|time
	lineGone  = "VONAL-GONE"  // time: the caller's leg has ended, whoever had it
)

// ReadAlone reads queue_log from r, which begins at byte offset of the file,
// and returns the calls that have ended. next is where the next reading must
// begin: behind the last line, or at the first call still under way, so that
// calls that ended behind it come again. A line cut off at the end of the file
// is left for the next reading.
func ReadAlone(r io.Reader, offset int64, node string) (calls []Alone, next int64, err error) {
	under := map[string]*underway{}
	var order []string
	lines := bufio.NewReader(r)
	at := offset
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, offset, err
		}
		begin := at
		at += int64(len(line))
		f := strings.Split(strings.TrimRight(line, "\r\n"), "|")
		if len(f) < 5 {
			continue
		}
		id := f[1]
		if f[4] == lineEnter && under[id] == nil {
			under[id] = &underway{begin: begin}
			order = append(order, id)
		}
		if u := under[id]; u != nil && !u.ended {
			u.take(f, node)
		}
	}
	next = at
	for i := len(order) - 1; i >= 0; i-- {
		if u := under[order[i]]; !u.ended {
			next = u.begin
		}
	}
	for _, id := range order {
		if u := under[id]; u.ended {
			calls = append(calls, u.Alone)
		}
	}
	return calls, next, nil
}

type underway struct {
	Alone
	begin int64
	ended bool
}

// moment is when a line was written: queue_log counts whole seconds, and the
// last field of our own lines is the exact time.
func moment(f []string) (time.Time, bool) {
	if strings.HasPrefix(f[4], "VONAL-") {
		if exact, err := strconv.ParseFloat(f[len(f)-1], 64); err == nil && exact > 1e9 && exact < 1e10 {
			return time.UnixMilli(int64(math.Round(exact * 1000))).UTC(), true
		}
	}
	sec, err := strconv.ParseInt(f[0], 10, 64)
	return time.Unix(sec, 0).UTC(), err == nil
}

// take folds one line into the call.
func (u *underway) take(f []string, node string) {
	at, ok := moment(f)
	if !ok {
		return
	}
	data := func(i int) string {
		if 5+i < len(f) {
			return f[5+i]
		}
		return ""
	}
	c := &u.Call
	switch f[4] {
	case lineEnter:
		c.Channel = routing.ChannelID(f[1])
		c.ID = CallID(node, ari.ChannelID(f[1]))
		c.ArrivedAt, c.Phase = at, routing.Waiting
		c.From, c.To = clean(data(0)), clean(data(1))
		u.Why, u.Recording = data(2), strings.TrimSuffix(clean(data(3)), ".wav")
	case "RINGNOANSWER":
		rang := at
		if ms, err := strconv.Atoi(data(0)); err == nil {
			rang = at.Add(-time.Duration(ms) * time.Millisecond)
		}
		u.offer(f[3], rang, at, routing.Missed)
	case "CONNECT":
		rang := at
		if s, err := strconv.Atoi(data(2)); err == nil {
			rang = at.Add(-time.Duration(s) * time.Second)
		}
		u.offer(f[3], rang, at, routing.Accepted)
		c.Agent, c.AnsweredAt = routing.AgentID(f[3]), at
	case lineEnd:
		u.ended = true
		c.EndedAt, c.Phase = at, routing.Ended
	}
}

func (u *underway) offer(agent string, rang, ended time.Time, r routing.Result) {
	u.Call.Leg++
	u.Call.Offers = append(u.Call.Offers, routing.Offer{
		Agent: routing.AgentID(agent), Leg: u.Call.Leg, OfferedAt: rang, RingingAt: rang, EndedAt: ended, Result: r,
	})
}

// EndOf finds when the channel ended, by the line its hang-up wrote; zero if
// it stands in none.
func EndOf(r io.Reader, channel routing.ChannelID) time.Time {
	lines := bufio.NewScanner(r)
	var end time.Time
	for lines.Scan() {
		f := strings.Split(lines.Text(), "|")
		if len(f) >= 5 && f[1] == string(channel) && f[4] == lineGone {
			end, _ = moment(f)
		}
	}
	return end
}
