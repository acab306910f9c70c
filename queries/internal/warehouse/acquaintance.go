package warehouse

// acquaintance is how many people are known: each once, and by term those who are known in it and those who are not.
var acquaintance = cube{"acquaintance", []string{"_once", "term", "year"}, []string{"_here", "_again", "_only", "_beside", "_absent"}}
