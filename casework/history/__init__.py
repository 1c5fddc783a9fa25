"""What happened, by whom, in which deed: every change of every tracked row, in a chain that shows tampering."""
