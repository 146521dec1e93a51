"""Looking at an archive in a browser: ReplayWeb.page fetched into a cache folder, and the two loopback servers."""
