package wal

import (
	"os"
	"syscall"
)

// syncData brings a file's content and length to disk, and not its times.
func syncData(f *os.File) error {
	for {
		if err := syscall.Fdatasync(int(f.Fd())); err != syscall.EINTR {
			return err
		}
	}
}
