"""Executed truth: what the rules' pages claim about their examples, as data, and the runner that has it hold."""
