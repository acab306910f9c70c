package mapping

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"athar/internal/lockedsql"
	"athar/models"
)

var errTooLong, errTooBig = errors.New("too long"), errors.New("too big")

// refusal is a problem on its way up.
type refusal struct{ problem models.Problem }

func (r *refusal) Error() string { return r.problem.Code }

// fail turns what stopped the mapping into a problem. Only the end of the
// caller's own context is an error.
func (r *runner) fail(ctx, limited context.Context, err error) error {
	refused, ok := errors.AsType[*refusal](err)
	switch cause := context.Cause(limited); {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(cause, errTooLong):
		r.reject(both("mapping_too_long", duration(r.limits.Timeout), r.limits.Timeout.String()))
	case errors.Is(cause, errTooBig):
		r.tooBig()
	case !ok:
		return err
	case refused.problem.Code == "mapping_too_big":
		r.tooBig()
	default:
		r.out.Problems = append(r.out.Problems, refused.problem)
	}
	return nil
}

func (r *runner) tooBig() {
	r.reject(both("mapping_too_big", fmt.Sprintf("%s of memory and %s of disk", size(r.limits.Memory), size(r.limits.Disk)),
		fmt.Sprintf("%s من الذاكرة و%s من القرص", size(r.limits.Memory), size(r.limits.Disk))))
}

// both is a problem with its detail in both languages.
func both(code, en, ar string) models.Problem {
	p := models.NewProblem(code, "", en)
	p.Message.Ar = models.NewProblem(code, "", ar).Message.Ar
	return p
}

func size(n int64) string {
	if n >= 1<<30 {
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/(1<<30)), ".0") + " GiB"
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/(1<<20)), ".0") + " MiB"
}

func duration(d time.Duration) string {
	if d >= time.Minute && d%time.Minute == 0 {
		return fmt.Sprintf("%d minutes", d/time.Minute)
	}
	return d.String()
}

// planning is the problem of a mapping that cannot even be planned. No data
// have been read by then, so of these classes DuckDB's message can only quote
// the mapping.
func (r *runner) planning(err error) error {
	message := err.Error()
	switch class, _, _ := strings.Cut(message, ": "); class {
	case "Parser Error", "Syntax Error", "Binder Error", "Catalog Error", "Not implemented Error":
	default:
		return r.scrubbed(err)
	}
	// Candidates are the columns of the files: where a header line is missing, a row's values.
	for _, end := range []string{"\nLINE ", "\nCandidate bindings", "\nDid you mean"} {
		if i := strings.Index(message, end); i >= 0 {
			message = message[:i]
		}
	}
	return &refusal{*failed(strings.Join(strings.Fields(message), " "))}
}

func tooBig(err error) bool {
	d, ok := errors.AsType[*duckdb.Error](err)
	return ok && d.Type == duckdb.ErrorTypeOutOfMemory || strings.Contains(err.Error(), "Out of Memory Error") || strings.Contains(err.Error(), "std::bad_alloc")
}

var (
	castTo   = regexp.MustCompile(`\bto (U?INT\d{1,3}|U?HUGEINT|DOUBLE|FLOAT|DATE|TIMESTAMP|TIME|BOOL|DECIMAL\(\d+,\d+\))\b`)
	castFrom = regexp.MustCompile(`when casting from source column (\S+?)\.?(\s|$)`)
)

// scrubbed is the problem of a mapping that failed over the data. DuckDB's
// message may quote a value, whose own quotation marks could hide where it
// ends; so nothing of it is passed on but words known beforehand: the kind of
// failure, a type, a column's name.
func (r *runner) scrubbed(err error) error {
	if tooBig(err) {
		return &refusal{models.NewProblem("mapping_too_big", "", "")}
	}
	message := err.Error()
	class, _, _ := strings.Cut(message, ": ")
	en, ar := "a function was given a value it cannot work with", "أُعطيت دالة قيمة لا تستطيع معالجتها"
	switch {
	case class == "Conversion Error" || strings.Contains(message, "Could not convert"):
		en, ar = "a value could not be converted", "تعذر تحويل قيمة"
		if m := castTo.FindStringSubmatch(message); m != nil {
			en, ar = en+" to "+m[1], ar+" إلى "+m[1]
		}
		if all := castFrom.FindAllStringSubmatch(message, -1); len(all) > 0 && r.columns[all[len(all)-1][1]] {
			m := all[len(all)-1]
			en, ar = en+", from column "+m[1], ar+"، من العمود "+m[1]
		}
		en, ar = en+"; TRY_CAST gives NULL instead", ar+"؛ تعطي TRY_CAST القيمة NULL بدلًا من ذلك"
	case class == "Out of Range Error":
		en, ar = "a number is outside the range of its type", "عدد خارج مدى نوعه"
	case strings.Contains(message, "according to format specifier"):
		en, ar = "a text does not have the form that strptime expects; try_strptime gives NULL instead", "نص ليس بالصيغة التي تتوقعها strptime؛ تعطي try_strptime القيمة NULL بدلًا من ذلك"
	case strings.Contains(message, "More than one row returned by a subquery"):
		en, ar = "a subquery used as a value returns more than one row", "استعلام فرعي مستعمل كقيمة يعطي أكثر من صف"
	case strings.Contains(message, "that is too long"):
		en, ar = "repeat(), lpad(), rpad(), list_resize(), range() or generate_series() makes a text or list that is too long", "إحدى الدوال repeat أو lpad أو rpad أو list_resize أو range أو generate_series تنتج نصًا أو قائمة أطول مما يجوز"
	case class == "Permission Error":
		en, ar = "it is not allowed to read that", "لا يجوز له قراءة ذلك"
	case class == "Invalid Input Error", class == "Invalid Error":
	case class == "Binder Error", class == "Catalog Error", class == "Not implemented Error":
		en, ar = "DuckDB cannot carry it out ("+strings.ToLower(class)+")", "لا يستطيع DuckDB تنفيذه ("+class+")"
	default:
		en, ar = "DuckDB stopped", "توقف DuckDB"
	}
	return &refusal{both("mapping_failed", en, ar)}
}

// watch ends a mapping that outgrows its limits where DuckDB does not count:
// the result on disk, and texts and lists in the making.
func (r *runner) watch(ctx context.Context) (context.Context, func()) {
	watched, cancel := context.WithCancelCause(ctx)
	before, known := lockedsql.Resident()
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-watched.Done():
				return
			case <-tick.C:
			}
			if info, err := os.Stat(r.output()); err == nil && info.Size() > r.limits.Disk {
				cancel(errTooBig)
			}
			// Other work of the process grows too, so there is some room.
			if now, _ := lockedsql.Resident(); known && now-before > 2*r.limits.Memory+1<<30 {
				cancel(errTooBig)
			}
		}
	}()
	return watched, func() { cancel(nil) }
}
