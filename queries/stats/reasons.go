package stats

// Reason says in a word why a number does not exist. The words are stable: they are stored, sent and translated.
type Reason string

// Reasons why a statistic, its interval or its standard error is undefined.
const (
	NoData          Reason = "no_data"            // nobody was counted
	TooFew          Reason = "too_few"            // too few persons to judge how much they vary
	ZeroDenominator Reason = "zero_denominator"   // a ratio over nothing
	ZeroNumerator   Reason = "zero_numerator"     // a ratio of 0 has no logarithm, so no limits on that scale
	NotPositive     Reason = "not_positive"       // a ratio needs two levels above zero
	OneGroup        Reason = "one_group"          // there is nobody to compare with
	TooFewGroups    Reason = "too_few_groups"     // a gradient needs three groups or more
	MissingGroup    Reason = "missing_group"      // a group that the statistic needs has nobody in it
	TooFewStudies   Reason = "too_few_studies"    // one study cannot show how studies vary
	Collinear       Reason = "collinear"          // regressors determine each other, so their parts cannot be told apart
	TooFewItems     Reason = "too_few_items"      // a scale needs two items or more, three to find what they share
	OneCluster      Reason = "one_cluster"        // one school cannot show how schools vary
	NoVariation     Reason = "no_variation"       // everybody has the same outcome
	Separated       Reason = "separated"          // what is known divides the outcomes cleanly, so a logit slope is infinite
	NotConverged    Reason = "not_converged"      // the fit did not settle
	AllZero         Reason = "all_zero"           // shares of an amount that nobody has
	HasZeros        Reason = "has_zeros"          // somebody has nothing, where the measure has no bound
	NeedsDesign     Reason = "needs_design"       // persons with their schools are needed, and only totals were given
	NotPartOfMethod Reason = "not_part_of_method" // the method gives limits without passing through a standard error
	OutsideTheRange Reason = "outside_the_range"  // the fitted line leaves the range in which a ratio has a meaning
	NotReached      Reason = "not_reached"        // too few had left by the end of the follow-up
	NoPopulation    Reason = "no_population"      // how many persons the groups have is not known
	NoStandardError Reason = "no_standard_error"  // how sure the level of a group is, is not known
	NoReference     Reason = "no_reference"       // no group was declared to compare the others with
	NotOrdered      Reason = "not_ordered"        // the measure follows an order, which the groups do not have
	Ordered         Reason = "ordered"            // the groups have an order, which the measure would throw away
	NotTwoGroups    Reason = "not_two_groups"     // the measure compares two groups, and there are more or fewer
	NotShares       Reason = "not_shares"         // the outcome is no share from 0 to 1
	Unbounded       Reason = "unbounded"          // the indicator has no greatest value
	NeedsCounts     Reason = "needs_counts"       // the indicator is no share of persons, whose numbers would show chance
	NotSimulated    Reason = "not_simulated"      // the interval comes from draws, and none were given
	TooManyGroups   Reason = "too_many_groups"    // drawing data for so many groups would take too long
	NoBalance       Reason = "no_balance"         // no weights make the comparison like those reached
	OutOfReach      Reason = "out_of_reach"       // no trip leads to so many opportunities
	NoChance        Reason = "no_chance"          // nothing was drawn at random: the figure is exact for what was given
	NumbersTooLarge Reason = "numbers_too_large"  // the sums exceed what a float64 holds
)

// Warning says in a word what must stand beside a number that does exist. The words are stable, as those of Reason.
type Warning string

// Warnings about estimates.
const (
	NoSpread           Warning = "no_spread"           // the error is zero: the interval has no width, which is not certainty
	HalfAdded          Warning = "half_added"          // a cell was zero and 1/2 was added to all four
	NoSuccesses        Warning = "no_successes"        // both rates are zero: the ratio comes from the added halves alone
	LostDigits         Warning = "lost_digits"         // the spread is tiny next to the mean; give sums about an Origin
	ManyGroups         Warning = "many_groups"         // highest minus lowest of many groups grows by chance alone
	GroupsLeftOut      Warning = "groups_left_out"     // groups without anybody could not be compared
	ModelError         Warning = "model_error"         // the error is how far the groups lie from a line, not chance between persons
	FewClusters        Warning = "few_clusters"        // with so few schools the interval is too narrow
	FewEvents          Warning = "few_events"          // with so few events the limits are rough
	FewStudies         Warning = "few_studies"         // with so few studies what is pooled supports no claim
	ImproperSolution   Warning = "improper_solution"   // an item would have to explain more than all of its variance; it is held at all
	LonelyStratum      Warning = "lonely_stratum"      // a stratum with one cluster; its spread is taken about zero
	LineLeavesRange    Warning = "line_leaves_range"   // a fitted end lies below 0 or above 1
	BeyondFollowUp     Warning = "beyond_follow_up"    // nobody was followed so long: the last value is carried on
	AverageDiffers     Warning = "average_differs"     // the published average is not the mean of the groups by their populations
	NoiseInflates      Warning = "noise_inflates"      // chance within groups makes more than a tenth of the squared spread between them
	SmallBestGroup     Warning = "small_best_group"    // the best group has fewer than thirty persons and may be best by luck
	ReferenceIsWorse   Warning = "reference_is_worse"  // the reference lies on the wrong side of the mean: nothing is gained by its level
	ZerosReplaced      Warning = "zeros_replaced"      // a level of zero was taken as 1e-6, which the measure is sensitive to
	SmallExpected      Warning = "small_expected"      // an expected count below five: the approximation is rough
	WeakFirstStage     Warning = "weak_first_stage"    // the offer hardly changed who took part
	ShortSeries        Warning = "short_series"        // fewer than twelve times before or after the change
	ColumnsLeftOut     Warning = "columns_left_out"    // a covariate that others determine was left out
	FewToCompare       Warning = "few_to_compare"      // the comparison is worth fewer than half as many units as were reached
	Unmatched          Warning = "unmatched"           // some of those reached had nobody near enough, and do not count
	TiedScores         Warning = "tied_scores"         // pairs are not the only ones possible: scores are equal
	SmallUnits         Warning = "small_units"         // units or groups so small that chance alone makes segregation
	IndependentPersons Warning = "independent_persons" // no schools were given: persons were taken as independent
	Modelled           Warning = "modelled"            // drawn towards what others have: an estimate by a model and not a count
)
