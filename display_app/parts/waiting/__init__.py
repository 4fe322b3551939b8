"""Who waits for what: people, the longest wait, an estimate and the open counters of each service of the zone."""
