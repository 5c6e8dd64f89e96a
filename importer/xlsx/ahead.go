package xlsx

import "io"

// ahead reads from a reader in a goroutine of its own, a few buffers ahead of
// whoever reads from it, so that unpacking and scanning take two cores.
type ahead struct {
	full    chan piece
	free    chan []byte
	quit    chan struct{}
	done    chan struct{}
	current piece
	rest    []byte // of current
}

type piece struct {
	b   []byte
	err error // after b
}

const (
	aheadPieces = 3
	aheadFrom   = 256 << 10 // a smaller part is not worth a goroutine
)

// newAhead starts to read. The caller must call stop.
func newAhead(r io.Reader) *ahead {
	a := &ahead{
		full: make(chan piece, aheadPieces),
		free: make(chan []byte, aheadPieces),
		quit: make(chan struct{}),
		done: make(chan struct{}),
	}
	for range aheadPieces {
		a.free <- make([]byte, bufferSize)
	}
	go a.run(r)
	return a
}

func (a *ahead) run(r io.Reader) {
	defer close(a.done)
	for {
		var b []byte
		select {
		case b = <-a.free:
		case <-a.quit:
			return
		}
		n := 0
		var err error
		for n < len(b) && err == nil {
			var m int
			m, err = r.Read(b[n:])
			n += m
		}
		// There is room: as many pieces as full holds are on their way at most.
		a.full <- piece{b[:n], err}
		if err != nil {
			return
		}
	}
}

// Read implements io.Reader.
func (a *ahead) Read(b []byte) (int, error) {
	for len(a.rest) == 0 {
		if a.current.err != nil {
			return 0, a.current.err
		}
		if a.current.b != nil {
			a.free <- a.current.b[:cap(a.current.b)]
		}
		a.current = <-a.full
		a.rest = a.current.b
	}
	n := copy(b, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// stop ends the goroutine and waits for its end.
func (a *ahead) stop() {
	close(a.quit)
	<-a.done
}
