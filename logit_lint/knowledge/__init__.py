"""What the world's APIs take and give, one table per framework, and no logic."""
