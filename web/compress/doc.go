// Package compress packs the answers of a site with zstd, brotli or gzip, whichever the client asks for in Accept-Encoding.
//
//	r.Use(compress.Responses(compress.Options{}))
//
// It stands outside of what writes the body and inside of the access log. Small bodies, types that are packed already (images,
// video, archives), partial answers and answers with a Content-Encoding or with Cache-Control: no-transform are not touched.
// A strong ETag becomes a weak one, since the bytes are others. Flush sends what has been written so far.
//
// # BREACH
//
// The length of a packed page tells what repeats in it: who can make a browser fetch a page with guesses in its address, and
// sees the lengths, can find out a secret of the page letter by letter. Against that the length of packed pages is changed by
// up to 100 random bytes that do not show, as in Django: in a comment of gzip, a metadata block of brotli, empty blocks of
// zstd. It makes the attack much longer, not impossible: a token in a page should also be masked anew each time.
package compress
