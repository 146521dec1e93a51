"""A web on this machine for tests: odd servers, a forward proxy, and real crawls that can't leave loopback."""
