"""Drafting: a new source from one of its pages - platform, address pattern, spider file, a golden page to review."""
