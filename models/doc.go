// Package models is the vocabulary of Athar: what the records are, what a
// question is, what an answer may say. It does no I/O and imports nothing else
// of ours; every other package speaks in these words.
//
// # Glossary
//
//   - Athar (أثر): trace, effect. The traces are the records; the effect is
//     what learners gained, claimed only as strongly as the evidence allows.
//   - Workspace: one folder holding what is declared, the lake, the key of the
//     pseudonyms and the derived warehouse.
//   - Package: a folder with athar.yaml, exported files and SQL mappings, from
//     which a workspace is loaded.
//   - Feed: one stream of records of one kind from one source ("Source" on
//     pages), with its files, its mapping and its promises: whose ids, which
//     stages, whether it knows the whole population, how often it comes.
//   - Kind: a sort of record (people, participations, credentials …); one
//     declaration from which intake, checks, lake, export and documents follow.
//   - Register: whose ids these are. Ids of schools, providers, opportunities,
//     skills and instruments are kept as "register:id", so that two sources
//     with the same number never meet by accident.
//   - Scheme: whose ids the persons' ids are; the same id under two schemes is
//     two people until an alias says otherwise.
//   - Batch: one delivery of one feed. Commit: the moment one or more batches
//     of one kind become part of the lake, numbered 1, 2, 3 … ("data version"
//     on pages). Receipt: what happened to a batch.
//   - Problem: what is wrong with rows of a batch; a set-aside row ("awaiting
//     correction") is one that was not taken because of a problem.
//   - Dimension: a declared way of grouping people, schools, providers or
//     opportunities; its values are levels. The null level is "not given".
//   - Term: a period of account; years group terms.
//   - Population: everybody who could have taken part in a term, from feeds
//     that know them all. Person-term: one person in one term.
//   - Journey: one person in one opportunity, through the stages from aware to
//     completed. Opportunity: something on offer to learners.
//   - Cell: one number of an answer, or the reason why there is none.
//   - Measure: what is asked; Question: a measure with groupings, filters and
//     terms; Answer: its cells, protected.
package models
