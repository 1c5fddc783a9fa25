"""Flask without domain: rooms, forms, errors, filters, paging."""
