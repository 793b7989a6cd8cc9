"""What the history tells: its events in words, what may be restored or erased, and what proves it."""
