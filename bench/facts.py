"""What the data and those who ask for it must agree on."""

from datetime import date

FIRST, LAST = date(2023, 11, 20), date(2026, 11, 20)
PASSWORD = "measured-not-guessed"
PAGE_SIZE = 50
CITY, COUNTY = "city", "county7"  # who asks: one sees the whole city, one a county with two studios
COUNTY_NAME = "南昌县总工会"
