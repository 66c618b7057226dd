# SPDX-License-Identifier: BSD-3-Clause
"""The world outside of the private host: a page at port 80, and a resolver that knows one address."""
import http.server
import os
import socket
import threading

ADDRESS = "198.51.100.1"


def resolve(query):
    """One A record for every question."""
    end = query.index(b"\0", 12) + 5
    known = query[end - 4 : end - 2] == b"\0\1"
    header = query[:2] + b"\x81\x80\0\1" + (b"\0\1" if known else b"\0\0") + b"\0\0\0\0"
    answer = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton(ADDRESS)
    return header + query[12:end] + (answer if known else b"")


def resolver():
    """Answers until the end."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((ADDRESS, 53))
    while True:
        query, client = server.recvfrom(512)
        server.sendto(resolve(query), client)


os.makedirs("/srv/world", exist_ok=True)
os.chdir("/srv/world")
with open("page", "w", encoding="ascii") as page:
    page.write("the world\n")
threading.Thread(target=resolver, daemon=True).start()
http.server.ThreadingHTTPServer((ADDRESS, 80), http.server.SimpleHTTPRequestHandler).serve_forever()
