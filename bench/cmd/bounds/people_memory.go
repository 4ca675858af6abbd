package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// What the sites do before their memory is looked at.
const (
	memoryPages  = 200
	memoryLogins = 50
	memoryAtOnce = 10
)

// peopleMemory compares the memory of the site with that of Django under gunicorn, right after both have shown pages and logged people
// in. What is left when a thousand more pages have been shown is printed beside it: a hash of Argon2id takes 19 MiB while it is made,
// and the rest is what the collector has not given back yet.
func peopleMemory(ctx context.Context, b *bench) error {
	if _, err := proportional(os.Getpid()); err != nil {
		return errors.Join(errSkip, err)
	}
	p, err := b.people(ctx)
	if err != nil {
		return err
	}
	sites, err := p.all(ctx)
	if err != nil {
		return err
	}
	used := map[string]float64{}
	for _, s := range sites {
		if err := b.exercise(ctx, s.site); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if used[s.name], err = treeMemory(s.site.cmd.Process.Pid); err != nil {
			return err
		}
		later, err := b.laterMemory(ctx, s.site)
		if err != nil {
			return err
		}
		fmt.Fprintf(b.out, "%-8s %6.1f MB, and %6.1f MB later\n", s.name, used[s.name]/1e6, later/1e6)
	}
	if used["django"] == 0 {
		return fmt.Errorf("%w: there is no Django to compare with", errSkip)
	}
	b.report.AtMost("people/memory", used["musette"]/used["django"], 0.20)
	return nil
}

// exercise logs people in and has them look at pages.
func (b *bench) exercise(ctx context.Context, s *site) error {
	client := b.peopleClient(memoryAtOnce)
	return together(memoryAtOnce, memoryLogins, func(i int) error {
		v, err := loggedIn(ctx, client, s, fmt.Sprint(personName, i+1))
		if err != nil {
			return err
		}
		for n := range memoryPages / memoryLogins {
			if _, err := v.page(ctx, fmt.Sprintf("/products/?page=%d", 1+(i+n)%40)); err != nil {
				return err
			}
		}
		return nil
	})
}

// laterMemory is the memory after more pages, with one login before them.
func (b *bench) laterMemory(ctx context.Context, s *site) (float64, error) {
	v, err := loggedIn(ctx, b.peopleClient(pageClients), s, personName)
	if err != nil {
		return 0, err
	}
	if err := v.leaf(ctx, b.size(1000, 10)); err != nil {
		return 0, err
	}
	return treeMemory(s.cmd.Process.Pid)
}

// treeMemory is the memory of a process and of its children, in bytes.
func treeMemory(pid int) (float64, error) {
	sum, err := proportional(pid)
	if err != nil {
		return 0, err
	}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0, err
	}
	for _, name := range stats {
		var child, parent int
		var state string
		text, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		if n, _ := fmt.Sscanf(afterName(text), "%s %d", &state, &parent); n < 2 || parent != pid {
			continue
		}
		if child, err = strconv.Atoi(filepath.Base(filepath.Dir(name))); err != nil {
			return 0, err
		}
		more, err := treeMemory(child)
		if err != nil {
			return 0, err
		}
		sum += more
	}
	return sum, nil
}

// afterName is a line of /proc/PID/stat after the name of the program, which stands in brackets and may hold anything.
func afterName(stat []byte) string {
	return string(stat[bytes.LastIndexByte(stat, ')')+1:])
}

// proportional is the memory of a process in bytes, where pages that several processes share count in parts (Pss). Only Linux tells.
func proportional(pid int) (float64, error) {
	name := fmt.Sprintf("/proc/%d/smaps_rollup", pid)
	text, err := os.ReadFile(name)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		var kB float64
		if n, _ := fmt.Sscanf(line, "Pss: %f kB", &kB); n == 1 {
			return kB * 1024, nil
		}
	}
	return 0, fmt.Errorf("%s has no line Pss", name)
}
