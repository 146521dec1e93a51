"""What the two origins may do: the headers of each, and the worker that puts them on what it answers itself."""

from __future__ import annotations

import json
from typing import Final

# The list: one style sheet of its own, no script, nobody's frame.
LIST: Final = (
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

NOTHING: Final = "default-src 'none'; frame-ancestors 'none'"  # a refusal

# Archived pages need inline scripts, eval, data: and blob:. What they load, and where their frames may go, is this
# origin alone. No ws: and wss:, which wabac.js allows by itself.
_REPLAY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
# A frame can't take the tab elsewhere, nor open another: neither would ask the policy above.
_SANDBOX = "sandbox allow-scripts allow-same-origin allow-forms"

REPLAY: Final = f"{_REPLAY}; {_SANDBOX}"
WORKER: Final = _REPLAY  # a worker's own requests are held to the policy of its script

COMMON: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-DNS-Prefetch-Control": "off",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

# A page that a service worker answers has the headers that the worker gives it, not the server's. WebRTC asks no
# policy: it goes with wombat.js, which each archived page runs before its own scripts. The same script also runs as a
# plain worker, where there is no FetchEvent.
_GUARD = """\
(() => {
  if (!self.FetchEvent) return;
  const added = %s;
  const withoutRTC = "delete self.RTCPeerConnection; delete self.webkitRTCPeerConnection;\\n";
  const respondWith = FetchEvent.prototype.respondWith;
  FetchEvent.prototype.respondWith = function (response) {
    const first = new URL(this.request.url).pathname.endsWith("/static/wombat.js");
    return respondWith.call(this, Promise.resolve(response).then((answer) => guarded(answer, first)));
  };
  async function guarded(response, first) {
    if (!["basic", "cors", "default"].includes(response.type)) return response;
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(added)) headers.append(name, value);
    const { status, statusText } = response;
    const body = first ? withoutRTC + (await response.text()) : response.body;
    return new Response(body, { status, statusText, headers });
  }
})();
"""


def guarded_worker(wabac: bytes) -> bytes:
    """The service worker `wabac`, and before it what puts our policy, on top of its own, on each of its answers.

    They are one script: wabac.js at an address of its own could be registered without the guard.
    """
    added = {"Content-Security-Policy": REPLAY, "X-DNS-Prefetch-Control": "off"}
    return (_GUARD % json.dumps(added)).encode() + wabac
