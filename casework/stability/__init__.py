"""Stability risk: findings from the first word to 销号, the campaigns that look for them, and the letters that follow."""
