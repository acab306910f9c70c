// Package summarise reads a table that somebody brings and gives every measure of inequality between groups that it
// allows, and for each of the others why it does not. Nothing of the table is kept, and none of it is about the people in
// the workspace.
//
// A table has one of two forms, told apart by what is asked:
//
//   - one row a group: subgroup, estimate, se, population, setting_average, favourable_indicator, ordered_dimension,
//     subgroup_order, indicator_scale, reference_subgroup;
//   - one row a person: the outcome, which is named, subgroup_order, weight, psu, strata.
//
// What cannot be read for certain is refused with the line and what to mend, and never guessed: a wrong number would look
// like any other. A refusal names lines and columns and holds no value of the table.
//
// The package also says the reasons and warnings of queries/stats in words ([Because], [Beside]), for answers too.
package summarise
