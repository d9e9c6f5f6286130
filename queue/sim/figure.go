package sim

import (
	"encoding/json"
	"math"
	"strconv"
)

// Figure is a result and the half width of its 95 % confidence interval.
type Figure struct {
	Value     Number `json:"value"`
	HalfWidth Number `json:"half_width"`
}

// Number is written with ten digits, or as null if there was nothing to compute it from.
type Number float64

// MarshalJSON writes the number.
func (n Number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) {
		return []byte("null"), nil
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(float64(n), 'g', 10, 64), 64)
	if err != nil {
		return nil, err
	}
	return json.Marshal(short)
}

// unknown is a figure without anything behind it.
func unknown() Figure { return Figure{Number(math.NaN()), Number(math.NaN())} }
