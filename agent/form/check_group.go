package form

import "encoding/json"

// checkGroup takes an array of items, each with an id of its own, which stays the same as long as the item
// lives, and values for some of the group's fields.
func (d *Definition) checkGroup(f *Field, value json.RawMessage) *Problem {
	var read []Values
	if isNull(value) || json.Unmarshal(value, &read) != nil {
		return &Problem{Field: f.Key, Code: WrongType}
	}
	if len(read) > f.Max {
		return &Problem{Field: f.Key, Code: TooMany}
	}
	seen := make(map[string]bool, len(read))
	for _, item := range read {
		id, code := itemID(item)
		if code == "" && seen[id] {
			code = Twice
		}
		if code != "" {
			return &Problem{Field: f.Key, Code: code}
		}
		seen[id] = true
		if p := d.checkItem(f, id, item); p != nil {
			return p
		}
	}
	return nil
}

func itemID(item Values) (string, Code) {
	var id string
	if json.Unmarshal(item["id"], &id) != nil || !idShape.MatchString(id) {
		return "", BadID
	}
	return id, ""
}

func (d *Definition) checkItem(group *Field, id string, item Values) *Problem {
	for key, value := range item {
		if key == "id" {
			continue
		}
		f := find(group.Fields, key)
		if f == nil {
			return &Problem{Field: group.Key, Item: id, Part: clip(key), Code: NoField}
		}
		if code := d.checkOne(f, value); code != "" {
			return &Problem{Field: group.Key, Item: id, Part: key, Code: code}
		}
	}
	return nil
}
