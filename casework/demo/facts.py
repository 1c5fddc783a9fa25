"""What the demonstration must come to, and how its cases spread over time, units and kinds of dispute.

The figures of 2023-03-23 are those that the unions of Nanchang published (南昌日报 2023-03-24): 584 mediated, 395 of them
successful. The money is ours: with the legal aid of a later release the whole comes to between nine and ten million.
"""

from datetime import date, timedelta

SEED = "nanchang"

BEGIN = date(2020, 7, 1)  # 南昌县 opened the first studio
PUBLISHED = date(2023, 3, 23)  # the last day the published figures count
MEDIATED = 584
SUCCEEDED = 395
AGREED_FEN = 561_286_000  # agreed in the 395 together: 5,612,860.00 yuan

AFTER = date(2023, 4, 1)  # from here a thin trickle, each month drawn by itself
MONTHLY = (12, 20)
# No case of the trickle is open for longer, and live cases are younger, so that numbers follow the days.
OVER_IN = timedelta(days=60)

# Months from November to February have twice the cases: wages are claimed before the Spring Festival.
SEASON = {1: 1.9, 2: 1.6, 3: 1.0, 4: 0.8, 5: 0.9, 6: 0.9, 7: 0.9, 8: 0.9, 9: 0.9, 10: 0.8, 11: 1.5, 12: 2.0}

NONMONETARY = 11  # of the 395: papers handed over, insurance put right
COLLECTIVE = (34, 26, 22, 17, 14, 12, 11)  # people in each collective case among the 395
DEFAULTED = 0.04
CONFIRMED_BY_COURT = 0.34  # of the successful
REVIEWED_BY_ARBITRATION = 0.05


def months(first: date, last: date) -> list[tuple[int, int]]:
    """(year, month) of every month from the first day's to the last day's."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    numbered = (divmod(first.year * 12 + first.month - 1 + n, 12) for n in range(count))
    return [(year, month + 1) for year, month in numbered]


def shares(total: int, weights: list[float]) -> list[int]:
    """The total in whole parts by weight; the largest remainders take what rounding leaves."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: (parts[n] - exact[n], n))
    for n in by_remainder[: total - sum(parts)]:
        parts[n] += 1
    return parts
