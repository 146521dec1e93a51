"""The version, on the ground floor: records and WARC files name it, and nothing may look up for it."""

__version__ = "0.1.0"
