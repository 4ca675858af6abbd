// Package storage keeps files that people upload: pictures, attachments, exports.
//
// A [Bucket] is a set of named files behind one address:
//
//	media, err := storage.Open("file://media", storage.Options{})
//	name, err := media.Save(ctx, "avatars/"+storage.FileName(upload.Name), r)
//
// The address decides where the files are, and no other line of a program changes with it:
//
//	file://media        a folder, relative to where the program runs; file:///srv/media is absolute
//	memory://           the process's memory, for tests
//
// Names look like paths with slashes. [CheckName] is the one place that decides which names exist; every method of a bucket asks
// it first, so a name that arrives in a URL may be handed over as it is. [FileName] turns whatever a browser sent as the name of a
// file into one that is allowed.
//
// Save never overwrites: when a name is taken, the file gets another one, and Save says which. A file is either whole under its
// name or not there at all, even when the machine stops in the middle.
//
// A new place for files is a [Driver]; the package storagetest holds the tests that every driver passes.
package storage
