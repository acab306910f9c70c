package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"athar/ingest/lake"
	"athar/models"
)

// receipts is a lake with so many receipts, a thousand a commit.
type receipts struct {
	testing.TB
	dir     string
	lake    *lake.Lake
	batches []string
	begun   time.Time
}

const aCommit = 1000

func newReceipts(t testing.TB, n int) *receipts {
	t.Helper()
	r := &receipts{TB: t, dir: t.TempDir(), begun: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}
	var err error
	if r.lake, err = lake.Open(t.Context(), filepath.Join(r.dir, "lake")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.lake.Close() })
	if err := r.lake.DeclareAll(t.Context(), &models.Workspace{}); err != nil {
		t.Fatal(err)
	}
	for len(r.batches) < n {
		r.commit()
	}
	if err := r.lake.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *receipts) commit() {
	r.Helper()
	commit := int64(len(r.batches)/aCommit + 1)
	rows := make([]lake.ReceiptRow, aCommit)
	for i := range rows {
		id, err := uuid.NewV7()
		if err != nil {
			r.Fatal(err)
		}
		r.batches = append(r.batches, id.String())
		receipt := models.Receipt{Batch: id.String(), Feed: "post_web", Kind: "participations", Source: "web", RowsRead: map[string]int64{"body.json": 1},
			Received: 1, Accepted: 1, Commit: commit, At: r.at(commit), Problems: []models.Problem{}}
		text, err := json.Marshal(receipt)
		if err != nil {
			r.Fatal(err)
		}
		rows[i] = lake.ReceiptRow{Commit: commit, Batch: receipt.Batch, Feed: receipt.Feed, Kind: receipt.Kind, At: receipt.At, Idempotency: r.key(len(r.batches) - 1), Receipt: string(text)}
	}
	if err := lake.AppendRows(r.Context(), r.lake, lake.ReceiptsTable, commit, rows); err != nil {
		r.Fatal(err)
	}
}

func (r *receipts) at(commit int64) time.Time {
	return r.begun.Add(time.Duration(commit) * time.Minute)
}

func (r *receipts) key(n int) string { return idempotencyKey("post", strconv.Itoa(n)) }

func (r *receipts) journal() *journal {
	r.Helper()
	j, err := openJournal(context.Background(), r.lake, r.dir, slog.New(slog.DiscardHandler))
	if err != nil {
		r.Fatal(err)
	}
	return j
}

// expect looks a receipt up by its batch and by its key.
func (r *receipts) expect(j *journal, n int) {
	r.Helper()
	byBatch, _, err := j.receipt(r.Context(), r.batches[n])
	if err != nil || byBatch.Batch != r.batches[n] || byBatch.Commit != int64(n/aCommit+1) {
		r.Errorf("receipt %d by its batch: %+v %v", n, byBatch, err)
	}
	byKey, known, err := j.repeated(r.Context(), r.key(n))
	if err != nil || !known || byKey.Batch != r.batches[n] || !byKey.Repeated {
		r.Errorf("receipt %d by its key: %+v %v", n, byKey, err)
	}
}

func (r *receipts) expectSum(j *journal, want int) {
	r.Helper()
	sums := j.sums()
	if len(sums) != 1 || sums[0].Batches != int64(want) || sums[0].Accepted != int64(want) || !sums[0].TakenAt.Equal(r.at(int64(want/aCommit))) {
		r.Errorf("the sums of %d receipts are %+v", want, sums)
	}
}

// readSoFar is how many bytes this process has read, from files or from memory
// that holds them.
func readSoFar(t testing.TB) int64 {
	t.Helper()
	text, err := os.ReadFile("/proc/self/io")
	if err != nil {
		t.Skip("the system does not tell how much was read")
	}
	n, err := strconv.ParseInt(strings.TrimPrefix(strings.Split(string(text), "\n")[0], "rchar: "), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// memory is what is held of the heap.
func memory() int64 {
	for range 3 { // what was pooled or had to be closed goes later than the rest
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestAJournalOfYearsOpensAsFastAsANewOne(t *testing.T) {
	const few, many = 5_000, 50_000
	var read, held [2]int64
	for i, n := range []int{few, many} {
		r := newReceipts(t, n)
		first := r.journal() // makes the index
		r.expectSum(first, n)
		if err := first.close(); err != nil {
			t.Fatal(err)
		}
		memoryBefore, before := memory(), readSoFar(t)
		j := r.journal()
		read[i], held[i] = readSoFar(t)-before, memory()-memoryBefore
		r.expectSum(j, n)
		// What comes later costs as little to find as what came first.
		for _, n := range []int{0, n/2 + 1, n - 1} {
			before := readSoFar(t)
			r.expect(j, n)
			if cost := readSoFar(t) - before; cost > 8<<20 { // two columns of one part of a file; the receipts themselves are 15 MB
				t.Errorf("finding receipt %d by batch and by key read %d bytes", n, cost)
			}
		}
		if err := j.close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("opening read %d and %d bytes and held %d and %d", read[0], read[1], held[0], held[1])
	if read[1] > 2*read[0]+64<<10 {
		t.Errorf("opening a journal of %d receipts read %d bytes, one of %d read %d", few, read[0], many, read[1])
	}
	if held[1] > held[0]+1<<20 {
		t.Errorf("a journal of %d receipts holds %d bytes, one of %d holds %d", few, held[0], many, held[1])
	}
}

func TestAReceiptIsReadFromOneFile(t *testing.T) {
	r := newReceipts(t, 4*aCommit)
	j := r.journal()
	defer j.close()
	for commit, want := range map[int64]time.Time{0: {}, 1: r.at(1), 3: r.at(3), 4: r.at(4), 99: r.at(4)} {
		if at, err := r.lake.CommittedAt(commit); err != nil || !at.Equal(want) {
			t.Errorf("commit %d was made at %v, not %v: %v", commit, at, want, err)
		}
	}
	for _, f := range r.lake.Files(lake.ReceiptsTable, 0, -1) {
		if f.First <= 2 && 2 <= f.Commit {
			continue
		}
		if err := os.Rename(f.Path, f.Path+"-away"); err != nil {
			t.Fatal(err)
		}
	}
	r.expect(j, aCommit+7)
	if at, err := r.lake.CommittedAt(2); err != nil || !at.Equal(r.at(2)) {
		t.Errorf("commit 2 was made at %v, %v", at, err)
	}
}

func TestAnIndexIsMadeAnewWhereItIsNotOfThisLake(t *testing.T) {
	r := newReceipts(t, 2*aCommit)
	path := filepath.Join(r.dir, "receipts.db")
	spoil := map[string]func(){
		"missing": func() {},
		"damaged": func() {
			if err := os.WriteFile(path, []byte("not a database at all, though as long as one begins"), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"of another lake": func() {
			other := newReceipts(t, 2*aCommit)
			if err := other.journal().close(); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(filepath.Join(other.dir, "receipts.db"), path); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, do := range spoil {
		t.Run(name, func(t *testing.T) {
			for _, end := range []string{"", "-wal", "-shm"} {
				os.Remove(path + end)
			}
			do()
			j := r.journal()
			r.expectSum(j, 2*aCommit)
			r.expect(j, 1500)
			if err := j.close(); err != nil {
				t.Fatal(err)
			}
		})
	}
	// One that is behind is told the rest.
	r.commit()
	j := r.journal()
	defer j.close()
	r.expectSum(j, 3*aCommit)
	r.expect(j, 2*aCommit+1)
	if _, known, err := j.repeated(t.Context(), idempotencyKey("post", "never sent")); known || err != nil {
		t.Errorf("a key nobody sent is known: %v", err)
	}
	if _, known, err := j.receipt(t.Context(), fmt.Sprint(uuid.New())); known || err != nil {
		t.Errorf("a batch that never was is known: %v", err)
	}
}
