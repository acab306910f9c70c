// Command notice writes what NOTICE must say: whose work is inside the program,
// and the licences under which it is passed on.
//
//	go run ./internal/notice > NOTICE
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	log.SetFlags(0)
	text, err := notice(".")
	if err != nil {
		log.Fatal(err)
	}
	if _, err := os.Stdout.Write(text); err != nil {
		log.Fatal(err)
	}
}

// part is one work inside the program.
type part struct {
	name, version string
	licence       string   // its short name
	texts         []string // the licence as its authors wrote it, and what they ask to be passed on
}

const head = `Athar
Copyright the authors of Athar

Athar is licensed under the Apache License, Version 2.0: see LICENSE. This file
is written by "make notice". It lists the works of others that are inside the
program, each with its licence; the texts follow the list, each once.

`

// notice is the whole of NOTICE for the module in the folder.
func notice(dir string) ([]byte, error) {
	parts, err := modules(dir)
	if err != nil {
		return nil, err
	}
	embedded, err := assets(dir)
	if err != nil {
		return nil, err
	}
	language, err := standardLibrary()
	if err != nil {
		return nil, err
	}
	parts = append([]part{language}, append(embedded, parts...)...)

	var out bytes.Buffer
	out.WriteString(head)
	for _, p := range parts {
		fmt.Fprintf(&out, "  %s  %s\n", strings.TrimSpace(p.name+" "+p.version), p.licence)
	}
	var order []string
	texts, users := map[[32]byte]string{}, map[[32]byte][]string{}
	for _, p := range parts {
		for _, text := range p.texts {
			key := sha256.Sum256([]byte(strings.Join(strings.Fields(text), " ")))
			if _, known := texts[key]; !known {
				texts[key] = text
				order = append(order, string(key[:]))
			}
			if !slices.Contains(users[key], p.name) {
				users[key] = append(users[key], p.name)
			}
		}
	}
	rule := strings.Repeat("=", 78)
	for _, k := range order {
		key := [32]byte([]byte(k))
		fmt.Fprintf(&out, "\n%s\nFor %s:\n\n%s\n", rule, strings.Join(users[key], ", "), strings.Trim(texts[key], "\n"))
	}
	return out.Bytes(), nil
}

// modules are the Go modules linked into the program. The system is fixed, so
// that the list does not depend on the machine that writes it.
func modules(dir string) ([]part, error) {
	var stderr bytes.Buffer
	list := exec.Command("go", "list", "-deps", "-json=Module", "./cmd/athar")
	list.Dir, list.Stderr = dir, &stderr
	list.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=1")
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, stderr.String())
	}
	found := map[string]part{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Module *struct {
				Path, Version, Dir string
				Replace            *struct{ Version string }
				Main               bool
			}
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("read go list: %w", err)
		}
		if p.Module == nil || p.Module.Main || p.Module.Replace != nil && p.Module.Replace.Version == "" { // a folder of ours
			continue
		}
		if _, known := found[p.Module.Path]; known {
			continue
		}
		texts, err := licenceTexts(p.Module.Dir)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Module.Path, err)
		}
		name, ok := licenceOf(strings.Join(texts, "\n"))
		if !ok {
			return nil, fmt.Errorf("%s: no licence known here is in %s", p.Module.Path, p.Module.Dir)
		}
		found[p.Module.Path] = part{name: p.Module.Path, version: p.Module.Version, licence: name, texts: texts}
	}
	parts := make([]part, 0, len(found))
	for _, p := range found {
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(a, b part) int { return strings.Compare(a.name, b.name) })
	return parts, nil
}

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|unlicense|patents)([-_.].*)?$`)

// licenceTexts are the licence and notice files of a folder, in order of name.
func licenceTexts(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, e := range entries {
		if !e.Type().IsRegular() || !licenceFile.MatchString(e.Name()) || strings.HasSuffix(e.Name(), ".go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		texts = append(texts, strings.ReplaceAll(string(text), "\r\n", "\n"))
	}
	return texts, nil
}

// licenceOf names a licence by phrases only it has.
func licenceOf(text string) (string, bool) {
	plain := strings.ToLower(strings.Join(strings.Fields(text), " "))
	has := func(phrase string) bool { return strings.Contains(plain, phrase) }
	endorse := has("neither the name") || has("nor the names of")
	var names []string
	for _, l := range []struct {
		name string
		is   bool
	}{
		{"Apache-2.0", has("apache license") && has("version 2.0")},
		{"MPL-2.0", has("mozilla public license") && has("2.0")},
		{"OFL-1.1", has("sil open font license version 1.1")},
		{"BSD-3-Clause", has("redistribution and use in source and binary forms") && endorse},
		{"BSD-2-Clause", has("redistribution and use in source and binary forms") && !endorse},
		{"MIT", has("permission is hereby granted, free of charge, to any person obtaining a copy of this software")},
		{"ISC", has("permission to use, copy, modify, and/or distribute this software")},
		{"Unlicense", has("free and unencumbered software released into the public domain")},
		{"CC0-1.0", has("cc0 1.0 universal")},
	} {
		if l.is {
			names = append(names, l.name)
		}
	}
	return strings.Join(names, " and "), len(names) > 0
}

// assets are the fonts and scripts of the pages: every file below static whose
// name says that it is a licence or a notice.
func assets(dir string) ([]part, error) {
	const fonts = "dashboards/static/fonts/OFL.txt"
	text, err := os.ReadFile(filepath.Join(dir, fonts))
	if err != nil {
		return nil, err
	}
	name, ok := licenceOf(string(text))
	if !ok {
		return nil, fmt.Errorf("%s: not a licence known here", fonts)
	}
	parts := []part{{name: "IBM Plex Sans Arabic", licence: name, texts: []string{string(text)}}}
	scripts, err := filepath.Glob(filepath.Join(dir, "dashboards/static/*", "*.LICENSE*"))
	if err != nil {
		return nil, err
	}
	more, err := filepath.Glob(filepath.Join(dir, "dashboards/static", "*.LICENSE*"))
	if err != nil {
		return nil, err
	}
	for _, file := range append(scripts, more...) {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		work, _, _ := strings.Cut(filepath.Base(file), ".LICENSE")
		name, ok := licenceOf(string(text))
		if !ok {
			return nil, fmt.Errorf("%s: not a licence known here", file)
		}
		parts = append(parts, part{name: work, licence: name, texts: []string{string(text)}})
	}
	return parts, nil
}

// standardLibrary is Go itself.
func standardLibrary() (part, error) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return part{}, fmt.Errorf("go env GOROOT: %w", err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(goroot)), "LICENSE"))
	if err != nil {
		return part{}, err
	}
	return part{name: "The Go standard library", licence: "BSD-3-Clause", texts: []string{string(text)}}, nil
}
