package main

import (
	"errors"
	"testing"
)

func TestADatabaseElsewhereMustProveItself(t *testing.T) {
	t.Setenv("PGHOST", "")
	t.Setenv("PGSSLMODE", "")
	t.Setenv("PGSERVICE", "")
	for _, safe := range []string{
		"postgres://alo116:x@127.0.0.1:5432/alo116?sslmode=disable", "postgres://localhost/alo116", "postgres:///alo116?host=/run/postgresql",
		"postgres://a@[::1]:5432/alo116", "postgres://%2Frun%2Fpostgresql/alo116", "host=/run/postgresql dbname=alo116", "dbname=alo116",
		"postgres://a:p%40x@db.example:5432/alo116?sslmode=verify-full", "host=db.example sslmode=verify-full", "host = db.example sslmode = verify-full",
		"postgres://one.example:1,two.example:2/alo116?sslmode=verify-full",
	} {
		if err := checkDatabaseAddress(safe); err != nil {
			t.Errorf("%s: %v", safe, err)
		}
	}
	for _, unproven := range []string{
		"postgres://db.example/alo116", "postgres://a@db.example:5432/alo116?sslmode=require", "postgres://10.0.0.2/alo116?sslmode=verify-ca",
		"postgresql://127.0.0.1,db.example:5433/alo116", "postgres:///alo116?host=db.example", "host='db.example' sslmode=prefer",
		"host = db.example dbname=alo116", "service=far", "postgres:///alo116?service=far",
	} {
		if err := checkDatabaseAddress(unproven); !errors.Is(err, errUnprovenDatabase) {
			t.Errorf("%s: %v", unproven, err)
		}
	}
	t.Setenv("PGHOST", "db.example")
	if err := (databaseSettings{DatabaseURL: "dbname=alo116"}).validate(); !errors.Is(err, errUnprovenDatabase) {
		t.Errorf("a host of the environment: %v", err)
	}
}

func TestAnAsteriskElsewhereIsSpokenWithByTLS(t *testing.T) {
	for address, refused := range map[string]bool{
		"http://127.0.0.1:8088/ari": false, "http://localhost:8088/ari": false, "http://[::1]:8088/ari": false,
		"https://asterisk.example:8089/ari": false, "http://asterisk.example:8088/ari": true, "http://10.0.0.2:8088/ari": true,
	} {
		if _, err := (asteriskSettings{URL: address}).sipURL(); (err != nil) != refused {
			t.Errorf("%s: %v", address, err)
		}
	}
}
