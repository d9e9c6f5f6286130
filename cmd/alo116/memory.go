package main

import (
	"os"
	"runtime/debug"
)

// growth is by how many percent the heap may grow until it is collected. It is small, some ten megabytes, and collected in
// a few milliseconds of one processor; with Go's own 100 a thousand screens would take a fifth more memory. GOGC overrules it.
const growth = 40

// beThrifty keeps the service small. What starting took is given back at once: a password's hash alone, made to have something
// to compare with, takes tens of megabytes of a heap that never needs as much again until people sign in.
func beThrifty() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(growth)
	}
	debug.FreeOSMemory()
}
