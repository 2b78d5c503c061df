"""By table: arguments of rows whose parameters' names don't tell what to give."""
