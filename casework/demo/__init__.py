"""The demonstration: the trade unions of Nanchang, invented people and employers, and cases past and present."""
