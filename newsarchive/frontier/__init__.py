"""The frontier of a source: what is to do, what is done, what is known of every URL. One SQLite file, no Scrapy.

States of a URL
---------------
::

    pending -> leased -> done       fetched, read, its bytes and its line committed
                      -> failed     no usable response, or no article in it: a reason, attempts, a next try
                      -> dropped    not wanted: robots.txt, another site, outside the days asked for
                      -> pending    retried, or put back because the crawl stops

A URL has one row from its first sight on; the row keeps the validators (ETag, Last-Modified), the digest of the last
payload, the article that it led to, when it is due for a re-check, and where its record ends in which segment.

Committing
----------
A transaction is always open. It is committed only behind an fsync of the segment files (`archive.segment`), together
with their lengths: so what is acknowledged stands in the files, and what the files hold beyond those lengths was never
acknowledged. After a crash `recovery` cuts the lines back to the committed length, puts leased URLs back, and whatever
ends beyond its file; a page fetched again finds the content digest of its article and writes no second line.

A crawl belongs to a job: the arguments it was given. An unfinished job goes on where it was when it is started again.

Rooms: `store` (the file), `queue` (the states), `memory` (articles, payloads, validators), `jobs`, `recheck` (when to
look again), `recovery`, `overview` (counts for people), `lengths` (what the files are held against).
"""
