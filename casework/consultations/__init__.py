"""Consultations (法律咨询): recorded in seconds, followed up, and turned into a case where that is needed."""
