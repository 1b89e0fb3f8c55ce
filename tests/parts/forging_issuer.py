"""An issuer that signs whatever a test tells it to: for the tokens that no certified provider would issue."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from joserfc import jwt
from joserfc.jwk import ECKey


class ForgingIssuer:
    """Describes itself and gives its keys as an OpenID provider does; `id_token` is what any code is exchanged for."""

    def __init__(self) -> None:
        """Make the keys; nothing is started."""
        self.key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
        self.id_token = ""
        self.up = True

    @property
    def issuer(self) -> str:
        """The issuer, which is its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def open(self) -> Self:
        """Start it."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(outer.said(self.path))

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                self._answer({"access_token": "none", "token_type": "Bearer", "id_token": outer.id_token})

            def _answer(self, said: dict[str, Any]) -> None:
                body = json.dumps(said).encode()
                self.send_response(200 if outer.up else 503)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def said(self, path: str) -> dict[str, Any]:
        """What it answers at a path."""
        if path == "/jwks":
            return {"keys": [self.key.as_dict(private=False)]}
        paths = {"authorization_endpoint": "/auth", "token_endpoint": "/token", "jwks_uri": "/jwks"}
        described = {name: f"{self.issuer}{at}" for name, at in paths.items()}
        return {**described, "issuer": self.issuer, "authorization_response_iss_parameter_supported": True}

    def signed(self, claims: dict[str, Any], key: ECKey | None = None) -> str:
        """Sign claims, by its own key or another."""
        return jwt.encode({"alg": "ES256", "kid": "one"}, claims, key or self.key)
