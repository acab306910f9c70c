package lake

import "slices"

// LostIn are the data files that a repair set apart, of which rows are lost.
func LostIn(found []Mend) (rows []LostRow) {
	for _, m := range found {
		if m.First > 0 {
			rows = append(rows, LostRow{Table: m.Table, First: m.First, Last: m.Last})
		}
	}
	return rows
}

// Lost are the data files of a table that repairs set apart.
func (l *Lake) Lost(table string) ([]LostRow, error) {
	all, err := Rows[LostRow](l, LostTable, 0, -1)
	return slices.DeleteFunc(all, func(r LostRow) bool { return r.Table != table }), err
}
