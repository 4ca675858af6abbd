// Package manage runs the commands of a site's binary, which is its manage.py: serve, migrate and its family, check,
// routes, version, and the commands that the apps bring along.
//
// Every command prints progress on long work, exits with 1 on failure and 2 on wrong usage, and never asks a question when
// there is no terminal.
package manage
