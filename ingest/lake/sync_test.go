package lake

import (
	"testing"

	icebergio "github.com/apache/iceberg-go/io"
)

func TestIcebergWritesThroughTheSyncingFileSystem(t *testing.T) {
	for _, location := range []string{locationOf("/lake/visits"), "/lake/visits"} {
		fs, err := icebergio.LoadFS(t.Context(), nil, location)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := fs.(durableFS); !ok {
			t.Errorf("%s is written through %T", location, fs)
		}
	}
}
