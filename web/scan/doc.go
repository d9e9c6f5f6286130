// Package scan has what comes from outside looked at by ClamAV's clamd while it goes by (the INSTREAM command of clamd(8)). Who reads through
// it reads an end only if the scanner saw all of it and knows nothing evil in it: silence, a cut or an answer that is none is never taken for
// "clean". It keeps nothing of what goes by, and never waits without an end.
package scan
