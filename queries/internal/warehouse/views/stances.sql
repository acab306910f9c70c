-- One row per person and term that something is to be said of, as in stands, with its texts.
SELECT * {{.Texts "stands"}} FROM stands
