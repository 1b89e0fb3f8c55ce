"""The middleware: what stands between a connection and a page."""
