"""Feeds of the view: what feed readers subscribe to, as JSON Feed 1.1 and as Atom (RFC 4287)."""
