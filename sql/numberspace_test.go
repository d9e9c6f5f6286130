package sql_test

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"alo116/sql"
)

// block is all numbers that begin so and have so many digits more.
type block struct {
	prefix string
	digits int
}

// numberSpace is every number of Albania that its numbering plan has room for, whether anybody has it or not: mobiles, landlines, and
// what is free, shared or dear to call; 151,201,000 in all.
func numberSpace() (all []block) {
	all = []block{{"+355700", 5}, {"+355900", 3}, {"+3558", 5}, {"+3558", 6}}
	for n := range 100 {
		all = append(all, block{"+3556" + strconv.Itoa(100 + n)[1:], 6})
	}
	for _, first := range "23458" {
		for n := range 10 {
			all = append(all, block{"+355" + string(first) + strconv.Itoa(n), 6})
		}
	}
	return all
}

func (b block) size() (n int) {
	for n = 1; b.digits > 0; b.digits-- {
		n *= 10
	}
	return n
}

func (b block) has(number string) bool {
	return strings.HasPrefix(number, b.prefix) && len(number) == len(b.prefix)+b.digits
}

// TestTheNumberSpaceIsWhole asks Google's library, which knows the plans of all countries, for numbers that the space has not.
func TestTheNumberSpaceIsWhole(t *testing.T) {
	t.Parallel()
	space, valid, size := numberSpace(), 0, 0
	for _, b := range space {
		size += b.size()
	}
	if size != 151_201_000 {
		t.Errorf("it has %d numbers", size)
	}
	random := rand.New(rand.NewPCG(116, 355))
	for range 20_000 {
		text := "+355"
		for range 3 + random.IntN(8) {
			text += strconv.Itoa(random.IntN(10))
		}
		n, err := phonenumbers.Parse(text, "AL")
		if err != nil || !phonenumbers.IsValidNumberForRegion(n, "AL") {
			continue
		}
		valid++
		at := 0
		for _, b := range space {
			if b.has(phonenumbers.Format(n, phonenumbers.E164)) {
				at++
			}
		}
		if at != 1 {
			t.Errorf("%s is in it %d times", text, at)
		}
	}
	if valid < 500 {
		t.Errorf("only %d of the numbers were of the country", valid)
	}
}

// tryAllNumbers hashes every number of the country and looks whether it is stored.
func tryAllNumbers(t *testing.T, store *sql.Store) {
	t.Helper()
	control := column(t, store, `SELECT hash FROM control`)
	ours := column(t, store, `SELECT substr(caller_key, 5) FROM call WHERE caller_key IS NOT NULL`)
	epochs := column(t, store, `SELECT DISTINCT substr(caller_key, 1, 4) FROM call WHERE caller_key IS NOT NULL`)
	if len(control) != stories || len(ours) != stories || len(epochs) != 1 {
		t.Fatalf("%d, %d and %d hashes are stored", len(control), len(ours), len(epochs))
	}
	space := numberSpace()
	if testing.Short() {
		space = []block{{"+355690", 6}}
	}
	guessed := try(space, newLeaves(control, ours))
	t.Logf("of %d numbers of the country %d are among the plain hashes, and %d among ours", guessed.tried.Load(), guessed.broken.Load(), guessed.recovered.Load())
	if guessed.broken.Load() != stories || guessed.recovered.Load() != 0 {
		t.Errorf("of the plain hashes %d of %d were undone, of ours %d", guessed.broken.Load(), stories, guessed.recovered.Load())
	}
}

// guesses counts what came of trying numbers.
type guesses struct{ tried, broken, recovered atomic.Int64 }

// try tries all the blocks, on all processors.
func try(space []block, l *leaves) *guesses {
	var g guesses
	var group sync.WaitGroup
	work := make(chan block)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for b := range work {
				l.try(b, &g)
			}
		})
	}
	for _, b := range space {
		work <- b
	}
	close(work)
	group.Wait()
	return &g
}

// leaves are stored hashes; of nearly every other the first bits tell that it is none of them.
type leaves struct {
	maybe         []uint64 // a bit for each beginning of 24 bits
	control, ours map[string]bool
}

func newLeaves(control, ours map[string]bool) *leaves {
	l := &leaves{make([]uint64, 1<<18), control, ours}
	for _, all := range []map[string]bool{control, ours} {
		for hash := range all {
			n := binary.BigEndian.Uint32([]byte(hash)) >> 8
			l.maybe[n>>6] |= 1 << (n & 63)
		}
	}
	return l
}

// try has what is its own alone, and all day to do: the race detector is not to look at each byte of it.
//
//go:norace
func (l *leaves) try(b block, g *guesses) {
	number := []byte(b.prefix + strings.Repeat("0", b.digits))
	for range b.size() {
		sum := sha256.Sum256(number)
		if n := binary.BigEndian.Uint32(sum[:]) >> 8; l.maybe[n>>6]&(1<<(n&63)) != 0 {
			if l.control[string(sum[:])] {
				g.broken.Add(1)
			}
			if l.ours[string(sum[:])] {
				g.recovered.Add(1)
			}
		}
		for digit := len(number) - 1; ; digit-- { // the next one
			if number[digit]++; number[digit] <= '9' {
				break
			}
			number[digit] = '0'
			if digit == len(b.prefix) {
				break
			}
		}
	}
	g.tried.Add(int64(b.size()))
}
