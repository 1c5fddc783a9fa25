"""What legal aid in the demonstration must come to, and how its cases spread over forms of work, results and sources.

1,516 cases of legal aid up to 2023-03-23 is a published figure (南昌日报 2023-03-24). The money is ours: with that of the
mediations it comes to 9,371,000.00 yuan.
"""

from datetime import date, timedelta

from casework.legal_aid.models import Form, Outcome

GRANTED = 1516
GAINED_FEN = 375_814_000  # gained or avoided, of what was concluded by that day: 3,758,140.00 yuan
REFUSED, WITHDRAWN = 46, 23  # applications beside them, until that day
LAST_RECEIVED = date(2023, 3, 15)
FROM_MEDIATION = 64  # of the failed mediations of the time

AFTER = date(2023, 4, 1)
MONTHLY = (4, 9)
OVER_IN = timedelta(days=330)  # no case of the trickle takes longer; live ones are younger

# fmt: off
COURSES = {   # the forms of work of a case, one after the other, by weight
    (Form.DRAFTING,): 40,
    (Form.MEDIATION,): 25,
    (Form.ARBITRATION,): 15,
    (Form.DRAFTING, Form.ARBITRATION): 5,
    (Form.FIRST,): 4,
    (Form.ARBITRATION, Form.FIRST): 3,
    (Form.ARBITRATION, Form.FIRST, Form.SECOND): 1,
    (Form.ENFORCEMENT,): 2,
    (Form.OTHER,): 5,
}
DAYS = {   # how long each takes, from and to
    Form.DRAFTING: (1, 6), Form.MEDIATION: (4, 24), Form.ARBITRATION: (38, 62), Form.FIRST: (50, 88),
    Form.SECOND: (45, 80), Form.ENFORCEMENT: (30, 90), Form.OTHER: (3, 18), Form.RETRIAL: (60, 90),
}
OUTCOMES = {   # how a case ends that ends with this form
    Form.DRAFTING: {Outcome.DRAFTED: 1},
    Form.MEDIATION: {Outcome.SETTLED: 5, Outcome.DONE: 5},
    Form.ARBITRATION: {Outcome.PARTLY: 50, Outcome.WON: 24, Outcome.SETTLED: 16, Outcome.LOST: 10},
    Form.FIRST: {Outcome.PARTLY: 48, Outcome.WON: 22, Outcome.SETTLED: 18, Outcome.LOST: 12},
    Form.SECOND: {Outcome.PARTLY: 40, Outcome.WON: 34, Outcome.SETTLED: 10, Outcome.LOST: 16},
    Form.ENFORCEMENT: {Outcome.DONE: 6, Outcome.SETTLED: 4},
    Form.OTHER: {Outcome.DONE: 1},
}
SOURCES = {"visit": 46, "hotline": 15, "web": 11, "consultation": 17, "referral": 9, "cooperation": 2}
# fmt: on
WITH_MONEY = (Outcome.WON, Outcome.PARTLY, Outcome.SETTLED)
