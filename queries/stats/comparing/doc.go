// Package comparing holds units side by side that differ in size — schools, providers, municipalities — without ranking
// them: a rank is mostly chance, and the smallest units stand at both its ends.
//
// A funnel says how far from the target a unit of a given size may lie by chance alone. Where units differ from each other
// by more than chance although none of them stands out, limits drawn for chance alone would blame and praise many of them;
// then [Funnel.Advised] is OverDispersed, and its limits allow for how units of this kind differ.
//
// Limits are not the confidence interval of a unit. They belong to the target, and a unit is held against them.
package comparing
