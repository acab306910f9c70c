package main

import (
	"time"

	"github.com/prometheus/procfs"
)

// peakOf watches how much memory a process takes until it has ended, and gives the most of it, in bytes. What Linux says of a
// process that has ended (ru_maxrss) will not do: it begins at what the process that began it has taken so far, and this one
// runs DuckDB itself.
func peakOf(pid int, ended <-chan struct{}) (peak int64) {
	for {
		if process, err := procfs.NewProc(pid); err == nil {
			if status, err := process.NewStatus(); err == nil {
				peak = max(peak, int64(status.VmHWM))
			}
		}
		select {
		case <-ended:
			return peak
		case <-time.After(10 * time.Millisecond):
		}
	}
}
