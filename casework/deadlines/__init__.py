"""The working calendar of the house: the official notices, and what a new one moves."""
