package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"runtime"
	"slices"
	"sync"
	"time"
)

// bare is the least that a change on many screens costs this machine: as many bytes to as many sockets, written by one
// goroutine a core, without TLS, frames or a thought.
type bare struct {
	from []net.Conn
	to   []*stamped
}

// openBare connects n sockets to this program itself.
func openBare(n int) (b *bare, err error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open bare sockets: %w", err)
	}
	defer l.Close() //nolint:errcheck // nothing was written to it
	b = &bare{}
	for range n {
		to, err := dialStamped(l.Addr().String())
		if err != nil {
			b.close()
			return nil, err
		}
		b.to = append(b.to, to)
		from, err := l.Accept()
		if err != nil {
			b.close()
			return nil, fmt.Errorf("open bare sockets: %w", err)
		}
		b.from = append(b.from, from)
	}
	return b, nil
}

func (b *bare) close() {
	for _, c := range b.from {
		_ = c.Close() // the measurement is over
	}
	for _, c := range b.to {
		_ = c.Close()
	}
}

// watch gives how long each of many rounds took to each socket, as crowd.watch does.
func (b *bare) watch(ctx context.Context, size int) (all []time.Duration, err error) {
	const rounds = 100
	record := make([]byte, 5+size)
	binary.BigEndian.PutUint16(record[3:], uint16(size)) // the shape that stamped reads
	for tries := 0; len(all) < rounds*len(b.to); tries++ {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if tries == 10*rounds {
			return nil, errors.New("the kernel does not tell when bytes came")
		}
		took, err := b.round(record)
		if err != nil {
			return nil, err
		}
		if slices.Min(took) >= 0 { // the kernel begins to take times a moment after it was asked to
			all = append(all, took...)
		}
	}
	return all, nil
}

// round has everybody get the record once.
func (b *bare) round(record []byte) (took []time.Duration, err error) {
	into := make([]byte, len(record))
	begun := time.Now()
	if err := b.write(record); err != nil {
		return nil, err
	}
	for _, to := range b.to {
		for got := 0; got < len(record); {
			n, err := to.Read(into)
			if err != nil {
				return nil, fmt.Errorf("read a bare socket: %w", err)
			}
			got += n
		}
		took = append(took, to.at.Sub(begun))
	}
	return took, nil
}

// write gives every socket the record, each core its share of them.
func (b *bare) write(record []byte) error {
	hands := runtime.GOMAXPROCS(0)
	failed := make([]error, hands)
	var work sync.WaitGroup
	for hand := range hands {
		work.Go(func() {
			for i := hand; i < len(b.from) && failed[hand] == nil; i += hands {
				_, failed[hand] = b.from[i].Write(record)
			}
		})
	}
	work.Wait()
	for _, err := range failed {
		if err != nil {
			return fmt.Errorf("write a bare socket: %w", err)
		}
	}
	return nil
}
