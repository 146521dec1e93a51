"""The Scrapy parts, each thin over the pure rooms: capture, replay, recording, pipelines, politeness, summary."""
