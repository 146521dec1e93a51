"""The version, on the ground floor: records and WARC files name it, and nothing may look up for it."""

__version__ = "0.2.0"
