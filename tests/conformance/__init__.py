"""The knowledge base against the real frameworks: every row of every table is asked, see `suite`."""
