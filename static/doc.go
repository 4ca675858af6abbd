// Package static finds, names, compresses and serves the files that belong to the code: style sheets, scripts, images, fonts.
//
// # Where files come from
//
// Every app brings an fs.FS, usually embedded, with the files in a folder named for the app: static/shop/shop.css. [Files]
// puts them together. A later source overrides the files of an earlier one by path, so a site that stands behind its apps
// replaces any of theirs; [Files.Find] tells which file wins, and which ones it hides.
//
// # Names that hold a hash
//
// [Files.URL] gives the address of a file with a hash of its content: /static/shop/shop.3f2a9c0b1d2e.css. Such an address never
// changes what it means, so that browsers keep it for ever; a changed file has another one. What a style sheet or a script
// refers to is rewritten with it: url(…), @import, import and export of relative paths, and source maps. A reference to a file
// that does not exist is an error with file and line. Files may refer to each other in a circle.
//
// The plain address answers too, and is asked for again each time.
//
// # Serving
//
// Files are served as they are embedded, with ETag, 304, HEAD and ranges, and compressed as br, zstd or gzip, each once, when
// somebody first wants it. What is served is looked up in a table that is made at start: no name that a client sends reaches
// a file system.
//
// # Collecting
//
// [Files.Collect] writes everything into one folder, compressed as well as possible, with a manifest: for nginx or a CDN, or
// to be embedded into the binary instead of the sources, which spares hashing and compressing when the site starts.
//
// # Debug
//
// With Debug, files have their plain names and those on disk are read again when they change. A broken reference is then
// reported by [Files.Check] instead of keeping the site from starting.
package static
