"""Platforms: layouts that the outlets on one CMS share; a class is named after the template and its first year."""
