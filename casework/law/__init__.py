"""The law of time limits as tables: its sources in their versions, the limits, and what a place may set."""
