package main

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"alo116/agent/roles"
	"alo116/queue"
)

func TestEveryRoleMayBeAdded(t *testing.T) {
	field, _ := reflect.TypeFor[addUser]().FieldByName("Role")
	var offered []queue.Role
	for word := range strings.SplitSeq(field.Tag.Get("enum"), ",") {
		offered = append(offered, queue.Role(word))
	}
	if !slices.Equal(offered, roles.All()) {
		t.Errorf("user add knows %v, the table of roles %v", offered, roles.All())
	}
}
