"""What lies under archives/: the folder, the files, the order in which they are written. No Scrapy, no network.

The folder of one source
------------------------
::

    archives/<source>/
      2026/11/<source>-20261123T152200Z-00000-k3v9x0ab.warc.gz   a SEGMENT: two files with one stem.
      2026/11/<source>-20261123T152200Z-00000-k3v9x0ab.jsonl     What was fetched, and what was read from it.
      runs.jsonl                                                 one report a crawl (not of this room)

The stem is `<source>-<UTC start>-<serial within the crawl>-<8 random characters>`; YYYY/MM is that of the start.
`.open` behind a name: a crawl writes the file and holds its lock (flock), or was killed. `.torn`: bytes that recovery
cut off, kept; empty where a WARC ended in the middle of an event and nothing was left to cut off. A
file is made exclusively (O_EXCL), only grows, and is never opened for writing again once closed.

The WARC (1.1, one gzip member a record) begins with a warcinfo record; then come capture events, one for each exchange
on the wire: response (or revisit), request, metadata, side by side. `events` says what each holds. The JSONL has one
Article a line (`newsarchive.items`); its `warc` names file, offset and record id of a response, or of a revisit and of
the response with its bytes.

The order of writing
--------------------
1. The records of an event are made in memory and written by one `write`. If the disk refuses, the file is cut back to
   where it was, and WriteFailed is raised.
2. The lines of its articles go into the JSONL of the same segment while that is open, else into the current one. After
   a rotation the segment before stays open for its own lines until the next rotation.
3. `commit`: fsync of the WARC, then of the JSONL (fsync `interval`; `always` does it at each write, `close` never).
4. Then the caller's `then(lengths)`: where the frontier acknowledges what is safe.
5. Closing: commit, rename the WARC, rename the JSONL, fsync the folder.

So whatever was acknowledged stands in both files, a line never stands without its capture, and a closed segment is two
files (the JSONL may be empty). After a crash `recovery` cuts an `.open` WARC behind its last whole record and the JSONL
behind the last line up to which all lines are whole and point at a record, keeps the rest in `.torn`, and closes both.
A response whose request was cut off stays: captured bytes are never thrown away.

Rooms: `exchange` and `message` (HTTP as bytes), `warc`, `revisit` and `events` (records), `appending` and `segment`
(writing), `recovery`, `members`, `frames`, `containers`, `record` and `reader` (reading), `unit` and `salvage`
(reading what is damaged or of others), `digests`, `jsonl`, `paths`, `location`, `replay_index`.
"""
