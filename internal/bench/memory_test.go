package main

import (
	"os/exec"
	"testing"
)

func TestTheMemoryOfAProcessIsItsOwn(t *testing.T) {
	const taken = 256 << 20
	ours := make([]byte, taken)
	for i := 0; i < taken; i += 4096 {
		ours[i] = 1
	}
	process := exec.Command("cat")
	in, err := process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	close(ended)
	peak := peakOf(process.Process.Pid, ended)
	in.Close()
	if err := process.Wait(); err != nil {
		t.Fatal(err)
	}
	if peak == 0 || peak >= taken/2 {
		t.Errorf("cat took %d bytes, while %d are ours", peak, taken)
	}
}
