package measures

import "athar/models"

// itemShare is the share of an item's respondents who chose an option.
var itemShare = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "item_share", Title: models.Text{En: "Share choosing an option", Ar: "نسبة اختيار خيار"},
		Reading: models.Text{En: "So many in every 100 who answered the item chose the option.", Ar: "عدد من اختاروا الخيار من كل 100 أجابوا عن البند."},
		Counts:  models.Text{En: "Respondents who chose the option, of those who answered the item.", Ar: "المستجيبون الذين اختاروا الخيار، من الذين أجابوا عن البند."},
		Formula: models.Text{En: "respondents choosing the option ÷ respondents who answered the item", Ar: "المستجيبون الذين اختاروا الخيار ÷ المستجيبون الذين أجابوا عن البند"}, Unit: models.UnitShare, HigherIsBetter: nil, Cannot: cannotChange,
		Needs: []models.Text{{En: "an item with options", Ar: "بند له خيارات"}}, Over: "responses", Sources: []string{wilson},
	},
	Shape: Share, Base: Answers, Needed: []string{"item"}, Choice: "option", Of: "item_answered",
}
