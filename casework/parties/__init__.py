"""Workers and employers: identity, contact, duplicates."""
