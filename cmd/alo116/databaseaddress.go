package main

import (
	"cmp"
	"errors"
	"net"
	"net/url"
	"os"
	"regexp"
	"strings"
)

var errUnprovenDatabase = errors.New("the database is on another machine, and nothing proves that it is the right one: " +
	"add sslmode=verify-full to its address, and sslrootcert=FILE if its certificate is of your own authority")

// checkDatabaseAddress refuses to speak with a PostgreSQL elsewhere that does not prove by its certificate which one it is.
func checkDatabaseAddress(address string) error {
	hosts, mode := cmp.Or(part(address, "host"), os.Getenv("PGHOST")), cmp.Or(part(address, "sslmode"), os.Getenv("PGSSLMODE"))
	elsewhere := cmp.Or(part(address, "service"), os.Getenv("PGSERVICE")) != "" // a file that we do not read says where
	for host := range strings.SplitSeq(hosts, ",") {
		if (elsewhere || !onThisMachine(host)) && mode != "verify-full" {
			return errUnprovenDatabase
		}
	}
	return nil
}

// gaps are what may stand around a sign of equality in the form "host = …".
var gaps = regexp.MustCompile(`\s*=\s*`)

// part gives a part of an address, which is a URL or has the form "host=… sslmode=…".
func part(address, name string) string {
	if !strings.Contains(address, "://") {
		for word := range strings.FieldsSeq(gaps.ReplaceAllString(address, "=")) {
			if value, ok := strings.CutPrefix(word, name+"="); ok {
				return strings.Trim(value, "'")
			}
		}
		return ""
	}
	before, query, _ := strings.Cut(address, "?")
	values, _ := url.ParseQuery(query) // what cannot be read counts as not given
	if value := values.Get(name); value != "" || name != "host" {
		return value
	}
	_, authority, _ := strings.Cut(before, "://")
	authority, _, _ = strings.Cut(authority, "/")
	return portless(authority[strings.LastIndex(authority, "@")+1:])
}

// portless gives the hosts of "host:port,host:port", which net/url cannot read.
func portless(list string) string {
	hosts := strings.Split(list, ",")
	for i, host := range hosts {
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		hosts[i] = strings.Trim(host, "[]")
	}
	return strings.Join(hosts, ",")
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "" || host == "localhost" || strings.HasPrefix(host, "/") || strings.HasPrefix(host, "%2F") || ip != nil && ip.IsLoopback()
}
