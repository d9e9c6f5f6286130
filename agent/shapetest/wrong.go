package shapetest

import (
	"encoding/json"
	"fmt"
)

// Wrong lists where JSON is not of this shape.
func (s Shape) Wrong(text []byte) []string {
	var told any
	if err := json.Unmarshal(text, &told); err != nil {
		return []string{err.Error()}
	}
	return differences("", told, s.Full, s.Least)
}

func differences(at string, told, full, least any) (wrong []string) {
	if told == nil || full == nil {
		return nil
	}
	switch full := full.(type) {
	case map[string]any:
		told, is := told.(map[string]any)
		if !is {
			return []string{at + " is no object"}
		}
		least, _ := least.(map[string]any)
		return inObject(at, told, full, least)
	case []any:
		told, is := told.([]any)
		if !is {
			return []string{at + " is no list"}
		}
		var item any
		if least, is := least.([]any); is {
			item = least[0]
		}
		for i, one := range told {
			wrong = append(wrong, differences(fmt.Sprintf("%s[%d]", at, i), one, full[0], item)...)
		}
	default:
		if fmt.Sprintf("%T", told) != fmt.Sprintf("%T", full) {
			return []string{fmt.Sprintf("%s is a %T, not a %T", at, told, full)}
		}
	}
	return wrong
}

func inObject(at string, told, full, least map[string]any) (wrong []string) {
	if item, isMap := full["*"]; isMap {
		for key, one := range told {
			wrong = append(wrong, differences(at+"."+key, one, item, least["*"])...)
		}
		return wrong
	}
	for key, one := range told {
		if of, known := full[key]; known {
			wrong = append(wrong, differences(at+"."+key, one, of, least[key])...)
		} else {
			wrong = append(wrong, at+"."+key+" is not in the shape")
		}
	}
	for key := range least {
		if _, is := told[key]; !is {
			wrong = append(wrong, at+"."+key+" is missing")
		}
	}
	return wrong
}
