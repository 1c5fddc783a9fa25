"""The index behind the one search box: texts of matters in pairs of characters, on either database."""
