package sim

import "math"

// program is a linear program: the largest first variable, where no variable is negative and each
// row of factors times the variables is at most its limit. Limits are not negative, so that all zero
// is where to start.
type program struct {
	width  int
	rows   [][]float64
	limits []float64
}

// constrain adds a row of zeros, to be filled in.
func (p *program) constrain(limit float64) []float64 {
	row := make([]float64, p.width)
	p.rows = append(p.rows, row)
	p.limits = append(p.limits, limit)
	return row
}

// maximum solves the program by the simplex method with Bland's rule, which never goes in circles.
func (p *program) maximum() float64 {
	n, m := p.width, len(p.rows)
	table := make([][]float64, m+1) // the last row is the goal, the last column the limits
	for i := range table {
		table[i] = make([]float64, n+m+1)
	}
	for i, row := range p.rows {
		copy(table[i], row)
		table[i][n+i], table[i][n+m] = 1, p.limits[i]
	}
	table[m][0] = -1
	basis := make([]int, m)
	for i := range basis {
		basis[i] = n + i
	}
	const nothing = 1e-12
	for {
		in := 0
		for in < n+m && table[m][in] >= -nothing {
			in++
		}
		if in == n+m {
			return table[m][n+m]
		}
		out, least := -1, math.Inf(1)
		for i := range basis {
			if table[i][in] <= nothing {
				continue
			}
			r := table[i][n+m] / table[i][in]
			if r < least || r == least && basis[i] < basis[out] {
				out, least = i, r
			}
		}
		if out < 0 {
			return math.Inf(1)
		}
		pivot(table, out, in)
		basis[out] = in
	}
}

// pivot makes column in a unit vector with its one in row out.
func pivot(table [][]float64, out, in int) {
	by := table[out][in]
	for j := range table[out] {
		table[out][j] /= by
	}
	for i, row := range table {
		if f := row[in]; i != out && f != 0 {
			for j := range row {
				row[j] -= f * table[out][j]
			}
		}
	}
}
