"""Campaigns (专项排查): who looks for risks by when, and what each unit returned."""
