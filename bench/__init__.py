"""How fast the pages are, beside what an office's developer would knock up instead. Run by script/bench."""
