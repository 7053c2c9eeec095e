"""Requests to the page's server as no browser would send them."""

import socket


def raw(port: int, *lines: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
    """Bytes as no client library would send them; status, headers, body."""
    with socket.create_connection(("127.0.0.1", port), 10) as line, line.makefile("rb") as answer:
        line.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        status = int(answer.readline().split()[1])
        fields = iter(lambda: answer.readline().decode("latin-1").strip(), "")
        headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
        return status, headers, answer.read(int(headers["content-length"])) if "content-length" in headers else b""


def get(port: int, path: str = "/api/state", *more: str, host: str | None = None) -> int:
    return raw(port, f"GET {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{port}'}", *more)[0]


def shake(port: int, *more: str, host: str | None = None, query: str = "") -> int:
    """A socket's handshake."""
    upgrade = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        lines = [f"GET /ws{query} HTTP/1.1", f"Host: {host or f'127.0.0.1:{port}'}", *upgrade, key, *more, "", ""]
        line.sendall("\r\n".join(lines).encode())
        return int(line.recv(4096).split()[1])
