"""The commands of the command line, one file for each or for a few that belong together."""
