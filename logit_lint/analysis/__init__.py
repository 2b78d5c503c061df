"""The scout: an abstract interpreter over `ast` that turns expressions into terms and finds candidates."""
