package main

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestNoticeIsUpToDate(t *testing.T) {
	want, err := notice("../..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	wanted, kept := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for _, line := range wanted {
		if !slices.Contains(kept, line) {
			t.Fatalf("NOTICE lacks %q: run make notice", line)
		}
	}
	for _, line := range kept {
		if !slices.Contains(wanted, line) {
			t.Fatalf("NOTICE says %q of what is no longer inside: run make notice", line)
		}
	}
	t.Fatal("NOTICE stands in another order: run make notice")
}

// What is linked in must be passed on under Apache-2.0's company; a licence of
// another kind needs a decision, and then a line here.
func TestLicencesOfPartsAreCompatible(t *testing.T) {
	parts, err := modules("../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(parts) < 20 {
		t.Fatalf("only %d modules were found", len(parts))
	}
	for _, p := range parts {
		for l := range strings.SplitSeq(p.licence, " and ") {
			if !slices.Contains([]string{"Apache-2.0", "MIT", "BSD-3-Clause", "BSD-2-Clause", "ISC", "MPL-2.0"}, l) {
				t.Errorf("%s is under %s", p.name, l)
			}
		}
	}
}

func TestLicenceOf(t *testing.T) {
	for text, want := range map[string]string{
		"Apache License\n   Version 2.0, January 2004":                                                   "Apache-2.0",
		"Permission is hereby granted, free of charge, to any person obtaining a copy\nof this software": "MIT",
		"Redistribution and use in source and binary forms ... Neither the name of":                      "BSD-3-Clause",
		"Redistribution and use in source and binary forms":                                              "BSD-2-Clause",
		"SIL OPEN FONT LICENSE Version 1.1":                                                              "OFL-1.1",
	} {
		if got, ok := licenceOf(text); !ok || got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	if got, ok := licenceOf("All rights reserved."); ok {
		t.Errorf("a text without a licence is taken for %s", got)
	}
}
