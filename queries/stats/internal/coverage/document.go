package main

import (
	"fmt"
	"os"
	"strings"
)

const (
	begin = "<!-- coverage: begin -->\n"
	end   = "<!-- coverage: end -->"
)

// put writes the table between the marks of a file.
func put(file string, found []outcome) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(content), begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		return fmt.Errorf("%s does not say where the coverage stands", file)
	}
	return os.WriteFile(file, []byte(before+begin+document(found)+end+after), 0o644)
}

func document(found []outcome) string {
	var out strings.Builder
	out.WriteString("\n| Estimator | Drawn from | Coverage | Without interval | 93–97% |\n|---|---|---|---|---|\n")
	for _, o := range found {
		verdict := "yes"
		if !o.kept() {
			verdict = "**no**"
		}
		fmt.Fprintf(&out, "| %s | %s | %.1f%% | %.1f%% | %s |\n", o.estimator, o.setting, 100*o.coverage(), 100*float64(o.without)/float64(o.drawn+o.without), verdict)
	}
	out.WriteString("\nWhat to do where the interval does not keep its word:\n\n")
	said := map[string]bool{}
	for _, o := range found {
		if o.kept() {
			continue
		}
		line := fmt.Sprintf("- **%s** (%s): %s\n", o.estimator, o.setting, advice(o))
		if !said[line] {
			said[line] = true
			out.WriteString(line)
		}
	}
	out.WriteString("\n")
	return out.String()
}

func advice(o outcome) string {
	switch {
	case o.trial.advice != "":
		return o.trial.advice
	case o.coverage() > 0.97:
		return "it errs on the safe side: the interval is wider than it need be."
	}
	return "read it as narrower than it says."
}
