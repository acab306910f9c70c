package ingest

import (
	"context"
	"slices"

	"athar/models"
)

// Load takes a package in: what it declares, then each of its feeds, kinds in
// the order in which they build on each other. told is given each receipt as
// it is made. Loading a package again changes nothing.
func (in *Intake) Load(ctx context.Context, f *Folder, told func(models.Receipt)) ([]models.Receipt, error) {
	if err := in.declare(ctx, f); err != nil {
		return nil, err
	}
	receipts, err := in.feeds(ctx, f, nil, told)
	if err != nil {
		return receipts, err
	}
	return receipts, in.refresh(ctx)
}

func (in *Intake) feeds(ctx context.Context, f *Folder, on *rehearsal, told func(models.Receipt)) ([]models.Receipt, error) {
	order := func(kind string) int {
		return slices.IndexFunc(models.Kinds, func(k *models.Kind) bool { return k.Name == kind })
	}
	feeds := slices.Clone(f.Package.Feeds)
	slices.SortStableFunc(feeds, func(a, b models.Feed) int { return order(a.Kind) - order(b.Kind) })
	var receipts []models.Receipt
	for _, feed := range feeds {
		sources, err := f.sources(feed)
		if err != nil {
			return receipts, err
		}
		made, err := in.receive(ctx, feed, []delivery{{sources: sources}}, on)
		if err != nil {
			return receipts, err
		}
		receipts = append(receipts, made...)
		if told != nil {
			told(made[0])
		}
	}
	return receipts, nil
}
