"""Legal aid: from the application over the decision and the lawyer's work to the file and the subsidy."""
