package measures

import "athar/models"

// itemMean is the mean of the answers to an item.
var itemMean = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "item_mean", Title: models.Text{En: "Mean of an item", Ar: "متوسط بند"},
		Reading: models.Text{En: "The mean of the answers to the item, as it was asked.", Ar: "متوسط الإجابات عن البند كما طُرح."},
		Counts:  models.Text{En: "Every answer with a number; reversed items are not turned.", Ar: "كل إجابة رقمية؛ من دون عكس البنود المعكوسة."},
		Formula: models.Text{En: "sum of answers ÷ answers, by weight if given", Ar: "مجموع الإجابات ÷ عددها، مرجّحةً بالأوزان إن وُجدت"}, Unit: models.UnitScore, HigherIsBetter: nil, Cannot: cannotChange,
		Needs: []models.Text{{En: "an item with numbers", Ar: "بند إجاباته أرقام"}}, Over: "responses", Sources: []string{student},
	},
	Shape: Weight, Base: Answers, Needed: []string{"item"},
}
