package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// browsing is web/scripts/bench.mjs at work: a browser that measures the page.
type browsing struct {
	process *exec.Cmd
	in      io.WriteCloser
	out     chan seen // closed when it has ended
}

// seen is one line of what the browser tells.
type seen struct {
	Case    string    `json:"case"`
	MS      []float64 `json:"ms"`
	Percent float64   `json:"percent"` // of one core

	Ready bool    `json:"ready"` // it waits for an answer
	Shown float64 `json:"shown"` // the instant of a toast, in ms since 1970
	Gone  bool    `json:"gone"`

	Blank  int     `json:"blank"` // rows that were not there when they were looked at
	Name   string  `json:"name"`
	Frames int     `json:"frames"`
	Way    float64 `json:"way"` // pixels

	Seen int `json:"seen"` // agents that talked at the end
}

// browse begins a part of the measuring.
func (v *vonal) browse(ctx context.Context, part, login, password string) (*browsing, error) {
	cmd := exec.CommandContext(ctx, "node", "web/scripts/bench.mjs", part, v.file.URL, login, password)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	b := &browsing{process: cmd, in: in, out: make(chan seen, 100)}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("the page is measured by node: %w", err)
	}
	go func() {
		defer close(b.out)
		lines := bufio.NewScanner(out)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var one seen
			if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
				fmt.Println("  the browser says:", lines.Text())
				continue
			}
			b.out <- one
		}
	}()
	return b, nil
}

// next is the next thing it tells.
func (b *browsing) next(within time.Duration) (seen, error) {
	select {
	case one, more := <-b.out:
		if !more {
			return one, errors.Join(errors.New("the browser has ended"), b.process.Wait())
		}
		return one, nil
	case <-time.After(within):
		return seen{}, fmt.Errorf("the browser has told nothing for %v", within)
	}
}

// wait waits until it waits for us.
func (b *browsing) wait() error {
	one, err := b.next(2 * time.Minute)
	if err == nil && !one.Ready {
		err = fmt.Errorf("the browser tells %+v before it is ready", one)
	}
	return err
}

func (b *browsing) answer(line string) error {
	_, err := fmt.Fprintln(b.in, line)
	return err
}

// end ends a part that waits for its end, or for nothing.
func (b *browsing) end() {
	_ = b.answer("")
	for range b.out {
	}
	_ = b.process.Wait()
}

// figures adds all that it tells until it ends.
func (b *browsing) figures(r *report) error {
	for one := range b.out {
		switch {
		case one.Case != "" && one.MS != nil:
			took := make([]time.Duration, len(one.MS))
			for i, ms := range one.MS {
				took[i] = time.Duration(ms * float64(time.Millisecond))
			}
			r.add(summed(one.Case, took, 0))
		case one.Case != "":
			r.add(result{Case: one.Case, Percent: one.Percent})
		case one.Name != "":
			r.add(result{Case: one.Name + ", blank", N: one.Frames, Failed: one.Blank})
			fmt.Printf("  %.0f pixels\n", one.Way)
		case one.Seen > 0:
			fmt.Printf("  %d agents talked at the end\n", one.Seen)
		}
	}
	if err := b.process.Wait(); err != nil {
		return fmt.Errorf("web/scripts/bench.mjs: %w", err)
	}
	return nil
}
