package ingest

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"athar/models"
)

// receiptForm is the receipt of a plain record on which nothing is to be said, and its
// JSON cut where posts of one feed differ: batch, commit, moment and seconds.
type receiptForm struct {
	receipt models.Receipt // its map and list are shared by all, and never changed
	parts   [4]string
}

func newReceiptForm(r models.Receipt) (*receiptForm, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	f, left := &receiptForm{receipt: r}, string(text)
	for i, cut := range [...]struct{ before, blank, after string }{
		{`{"batch":"`, ``, `","feed":`}, {`,"commit":`, `0,"at":"0001-01-01T00:00:00Z`, `","seconds":`}, {`,"seconds":`, `0`, `,"problems":[]}`},
	} {
		before, after, found := strings.Cut(left, cut.before+cut.blank+cut.after)
		if !found {
			return nil, errors.New("the JSON of a receipt is not as it was when posts of one feed differed in four places")
		}
		f.parts[i], left = before+cut.before, cut.after+after
	}
	f.parts[3] = left
	return f, nil
}

// text is a receipt of this form as JSON.
func (f *receiptForm) text(r *models.Receipt) ([]byte, error) {
	if len(r.Problems) > 0 {
		return json.Marshal(r)
	}
	const numbers = 80 // bytes of what is written between the parts, beside the batch
	out := make([]byte, 0, len(f.parts[0])+len(f.parts[1])+len(f.parts[2])+len(f.parts[3])+len(r.Batch)+numbers)
	out = append(append(append(out, f.parts[0]...), r.Batch...), f.parts[1]...)
	out = append(strconv.AppendInt(out, r.Commit, 10), `,"at":"`...)
	out = append(r.At.AppendFormat(out, time.RFC3339Nano), f.parts[2]...)
	return append(strconv.AppendFloat(out, r.Seconds, 'f', -1, 64), f.parts[3]...), nil
}
