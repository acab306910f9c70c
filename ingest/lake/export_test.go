package lake

// Soon has files merged and snapshots dropped after few commits, as they otherwise are after many.
func Soon(l *Lake) { l.bounds = bounds{appends: 4, bytes: usualBounds.bytes, snapshots: 8} }
