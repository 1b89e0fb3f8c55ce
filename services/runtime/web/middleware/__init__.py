"""The edge: what stands between a connection and a page."""
