// Package ui carries the built browser pages inside the binary. It holds no Go beyond that: the pages'
// sources are beside it, and `make build` puts what Vite makes of them into dist.
package ui

import "embed"

// Files is the folder dist. In a checkout that was never built it holds only .gitkeep.
//
//go:embed all:dist
var Files embed.FS
