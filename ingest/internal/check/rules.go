package check

import (
	"embed"
	"fmt"
	"regexp"
	"strings"

	"athar/models"
)

// The rules that a declaration cannot say: one file a kind, a named rule a
// block, each a SELECT of the places of the rows that break it.
//
//go:embed rules/*.sql
var ruleFiles embed.FS

// rule is one named rule of a kind.
type rule struct {
	problem models.Problem
	sql     string
}

// ruleHead reads "-- rule: code on column, detail".
var ruleHead = regexp.MustCompile(`(?m)^-- rule: ([a-z_]+) on ([a-z_]+)(?:, (.+))?$`)

// rulesOf reads the rules of a kind.
func rulesOf(kind string) ([]rule, error) {
	text, err := ruleFiles.ReadFile("rules/" + kind + ".sql")
	if err != nil {
		return nil, nil // a kind without rules of its own
	}
	var rules []rule
	heads := ruleHead.FindAllSubmatchIndex(text, -1)
	for i, h := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		part := func(n int) string {
			if h[2*n] < 0 {
				return ""
			}
			return string(text[h[2*n]:h[2*n+1]])
		}
		sql := strings.TrimSpace(string(text[h[1]:end]))
		if sql == "" {
			return nil, fmt.Errorf("rules/%s.sql: rule %s is empty", kind, part(1))
		}
		rules = append(rules, rule{models.NewProblem(part(1), part(2), part(3)), strings.TrimSuffix(sql, ";")})
	}
	return rules, nil
}
