package sipphone

import (
	"sync"
	"time"
)

// packetTime is the length of audio in one RTP packet.
const packetTime = 20 * time.Millisecond

// thePump sends the audio of all legs of the process.
var thePump = pump{speakers: map[*media]bool{}}

// pump is the one ticker all legs speak by. Its goroutine lives while there is
// somebody to speak for.
type pump struct {
	mu       sync.Mutex
	speakers map[*media]bool
	quit     chan struct{}
}

func (p *pump) add(m *media) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.speakers[m] = true
	if p.quit == nil {
		p.quit = make(chan struct{})
		go p.run(p.quit)
	}
}

// remove takes m off the ticker, and ends the goroutine with the last speaker.
func (p *pump) remove(m *media) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.speakers, m)
	if len(p.speakers) == 0 && p.quit != nil {
		close(p.quit)
		p.quit = nil
	}
}

func (p *pump) run(quit chan struct{}) {
	tick := time.NewTicker(packetTime)
	defer tick.Stop()
	var speakers []*media
	for {
		select {
		case <-quit:
			return
		case at := <-tick.C:
			p.mu.Lock()
			speakers = speakers[:0]
			for m := range p.speakers {
				speakers = append(speakers, m)
			}
			p.mu.Unlock()
			for _, m := range speakers {
				m.speak(at)
			}
		}
	}
}
