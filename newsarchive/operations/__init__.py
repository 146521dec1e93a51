"""Operations: which crawls are due, running them side by side, what runs them again.

Nothing is kept here. What is due follows from crawls.toml, the clock that is given, and the frontiers of the sources.
"""
