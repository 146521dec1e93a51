"""The sources: one file per newspaper, declarations only."""
