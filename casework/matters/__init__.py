"""What the four kinds of matter share: number, unit, handler, people, employers, dates, money."""
