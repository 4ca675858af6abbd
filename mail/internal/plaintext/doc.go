// Package plaintext turns the HTML of a mail into text for readers without HTML.
package plaintext
