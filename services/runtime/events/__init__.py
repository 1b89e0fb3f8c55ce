"""Facts on their way: published from a log, consumed into an inbox, applied in order."""
