"""Platforms: layouts shared by the papers on one content management system."""
