package static

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// ManifestName is the file in which [Files.Collect] notes what it wrote.
const ManifestName = "staticfiles.json"

const manifestVersion = 1

// manifest is the content of that file.
type manifest struct {
	Version int               `json:"version"`
	Files   map[string]record `json:"files"` // by path
}

// record is one file in the manifest.
type record struct {
	Name      string   `json:"name"` // with the hash
	Hash      string   `json:"hash"`
	Size      int64    `json:"size"`
	Source    string   `json:"source"`
	Encodings []string `json:"encodings,omitempty"` // in which it was written too
}

// maxManifest is the largest manifest in bytes.
const maxManifest = 16 << 20

// collected returns the part of a source that holds a manifest: the source itself, or its folder staticfiles, as
// //go:embed staticfiles makes it.
func collected(whole, tree fs.FS) (fs.FS, bool) {
	for _, t := range []fs.FS{tree, whole} {
		if info, err := fs.Stat(t, ManifestName); err == nil && info.Mode().IsRegular() {
			return t, true
		}
	}
	if info, err := fs.Stat(whole, "staticfiles/"+ManifestName); err == nil && info.Mode().IsRegular() {
		sub, err := fs.Sub(whole, "staticfiles")
		return sub, err == nil
	}
	return nil, false
}

func readManifest(from fs.FS) (manifest, error) {
	var m manifest
	info, err := fs.Stat(from, ManifestName)
	if err != nil {
		return m, err
	}
	if info.Size() > maxManifest {
		return m, fmt.Errorf("it has %d bytes, more than %d", info.Size(), maxManifest)
	}
	b, err := fs.ReadFile(from, ManifestName)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, err
	}
	if m.Version != manifestVersion {
		return m, fmt.Errorf("its version is %d, expected %d: run collectstatic again", m.Version, manifestVersion)
	}
	return m, nil
}

// readCollected makes the table of files from a manifest.
func readCollected(source string, from fs.FS) (*set, error) {
	m, err := readManifest(from)
	if err != nil {
		return nil, fmt.Errorf("static: the manifest %s of the source %q cannot be used: %w", ManifestName, source, err)
	}
	s := &set{files: map[string]*file{}, served: map[string]*file{}, found: map[string][]string{}}
	var errs []error
	for name, rec := range m.Files {
		f, err := fromRecord(from, name, rec)
		if err != nil {
			errs = append(errs, fmt.Errorf("static: %s of the source %q: %w: run collectstatic again", ManifestName, source, err))
			continue
		}
		s.files[name] = f
		s.found[name] = []string{rec.Source}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return s, s.publish()
}

// fromRecord checks a record against the folder.
func fromRecord(from fs.FS, name string, rec record) (*file, error) {
	if !fs.ValidPath(name) || !fs.ValidPath(rec.Name) || rec.Hash == "" {
		return nil, fmt.Errorf("the entry %q is broken", name)
	}
	f := newFile(from, name)
	f.hashed, f.address, f.stored = rec.Name, escapePath(rec.Name), rec.Name
	f.etag, f.size, f.collected = rec.Hash, rec.Size, true
	info, err := fs.Stat(from, rec.Name)
	if err != nil || info.Size() != rec.Size {
		return nil, fmt.Errorf("the folder lacks %s, or it has another size", rec.Name)
	}
	for _, e := range encodings {
		if !slices.Contains(rec.Encodings, e.name) {
			continue
		}
		if _, err := fs.Stat(from, rec.Name+e.ext); err != nil {
			return nil, fmt.Errorf("the folder lacks %s", rec.Name+e.ext)
		}
		f.versions[e.name].stored = rec.Name + e.ext
	}
	return f, nil
}
