package main

import (
	"fmt"
	"syscall"
	"time"

	"github.com/prometheus/procfs"
)

// busy is processor time: of a service with the processes it began, and of this program, which is its clients.
type busy struct{ service, clients time.Duration }

// busyNow is the processor time that a process and its children, and this program, have used so far.
func busyNow(pid int) (b busy, err error) {
	processes, err := procfs.AllProcs()
	if err != nil {
		return b, err
	}
	for _, p := range processes {
		stat, err := p.Stat()
		if err != nil || p.PID != pid && stat.PPID != pid {
			continue // gone meanwhile, or not of it
		}
		b.service += time.Duration(stat.CPUTime() * float64(time.Second))
	}
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return b, err
	}
	b.clients = time.Duration(used.Utime.Nano() + used.Stime.Nano())
	return b, nil
}

func (b busy) plus(since, until busy) busy {
	return busy{b.service + until.service - since.service, b.clients + until.clients - since.clients}
}

// each is the processor time of one of n things.
func (b busy) each(n int) string {
	of := func(d time.Duration) string {
		return fmt.Sprintf("%.0f µs", float64(d.Microseconds())/float64(max(n, 1)))
	}
	return of(b.service) + ", " + of(b.clients)
}

// memory is what a process holds of it now, in bytes.
func memory(pid int) (int64, error) {
	p, err := procfs.NewProc(pid)
	if err != nil {
		return 0, err
	}
	stat, err := p.Stat()
	return int64(stat.ResidentMemory()), err
}
