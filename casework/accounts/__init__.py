"""Units, users, roles, sign-in, dictionaries, and the scope of who sees what."""
