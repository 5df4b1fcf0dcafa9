// Command phones is a set of telephones for tests that are not written in Go:
// the agents' desk phones, and the customers behind the trunk. Each line on
// stdin is a request in JSON, each line on stdout the answer to one, known by
// its id; what waits for a fact is answered when the fact is there, and holds
// nothing else up. It ends, and hangs everything up, when stdin does.
//
//	phones --server HOST:PORT --trunk HOST:PORT
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

func main() {
	server := flag.String("server", "", "HOST:PORT of Asterisk")
	trunk := flag.String("trunk", "", "HOST:PORT from which customers call, and at which they are called")
	patience := flag.Duration("patience", time.Minute, "how long is waited for a fact")
	flag.Parse()
	if err := run(*server, *trunk, *patience, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "phones:", err)
		os.Exit(1)
	}
}

// run answers requests until in ends.
func run(server, trunk string, patience time.Duration, in io.Reader, out io.Writer) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	e, err := newExchange(ctx, server, trunk)
	if err != nil {
		return err
	}
	defer e.close()
	var (
		writing sync.Mutex
		working sync.WaitGroup
		encoder = json.NewEncoder(out)
	)
	defer working.Wait()
	defer stop()
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		var r request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return fmt.Errorf("%q: %w", lines.Text(), err)
		}
		working.Go(func() {
			waits, enough := context.WithTimeout(ctx, patience)
			defer enough()
			a, err := e.do(waits, r)
			if a.ID = r.ID; err != nil {
				a.Error = err.Error()
			}
			writing.Lock()
			defer writing.Unlock()
			_ = encoder.Encode(a) // who no longer reads has gone, and stdin ends
		})
	}
	return lines.Err()
}
