"""What disputes are about: how often each kind, which cause it is filed under, what is claimed and how much."""

from datetime import date
from random import Random

CAUSES_RENUMBERED = date(2026, 1, 1)
# fmt: off
DISPUTES = {   # by trade; wages lead everywhere
    "building": {"wages": 78, "injury": 10, "relation": 6, "severance": 2, "other": 1, "overtime": 3},
    "delivery": {"wages": 46, "injury": 24, "relation": 18, "insurance": 4, "termination": 5, "other": 3},
    "freight":  {"wages": 62, "injury": 14, "relation": 10, "severance": 6, "overtime": 8},
    "sanitation": {"wages": 50, "injury": 26, "rest": 10, "overtime": 10, "relation": 4},
    "any": {"wages": 46, "severance": 15, "injury": 8, "insurance": 7, "overtime": 8, "rest": 4, "relation": 3,
            "termination": 7, "other": 2},
}
CAUSES_2021 = {
    "wages": "186-5", "severance": "186-6", "injury": "187-2", "insurance": "187-1", "overtime": "186-5", "rest": "188",
    "relation": "186-1", "termination": "186", "other": "186",
}
CAUSES_2026 = {
    "wages": "205-5", "severance": "205-6", "injury": "206-2", "insurance": "206-1", "overtime": "205-5", "rest": "207",
    "relation": "205-1", "termination": "205", "other": "205",
}
CAUSES_OF_NEW_FORMS = {"wages": "214-2", "overtime": "214-2", "relation": "214-1", "injury": "216", "insurance": "215"}
NEW_FORMS = ("delivery", "courier", "ride", "trucker", "streamer")
CLAIMS = {   # kind of dispute -> what is claimed, the first always
    "wages": ("wages", "overtime", "severance"),
    "severance": ("severance", "leave", "double_wage"),
    "injury": ("injury", "wages"),
    "insurance": ("insurance", "severance"),
    "overtime": ("overtime", "leave"),
    "rest": ("leave", "heat"),
    "relation": ("double_wage", "insurance"),
    "termination": ("damages", "wages", "leave"),
    "other": ("other", "training"),
}
# fmt: on
YUAN = 100


def cause_of(dispute: str, worker_type: str, received_on: date, rng: Random) -> str:
    """The cause in the numbering of the day."""
    if received_on < CAUSES_RENUMBERED:
        return CAUSES_2021[dispute]
    if worker_type in NEW_FORMS and dispute in CAUSES_OF_NEW_FORMS:
        return CAUSES_OF_NEW_FORMS[dispute]
    if worker_type == "over_age":
        return "208"
    if worker_type == "migrant" and dispute == "wages" and rng.random() < 0.15:
        return "209"
    return CAUSES_2026[dispute]


def amount(rng: Random) -> float:
    """What an agreement comes to, in yuan: mostly some thousands, with a long tail."""
    return min(max(rng.lognormvariate(9.05, 0.82), 600), 160_000)


def whole(yuan: float, to: int = 10) -> int:
    """The amount in 分, to whole tens of yuan."""
    return max(round(yuan / to), 1) * to * YUAN


def claims_of(
    rng: Random, dispute: str, agreed_fen: int, pay: tuple[int, int], people: int
) -> list[tuple[str, int, int]]:
    """(category, claimed, agreed) in 分: what is asked for is always more than what is agreed."""
    if agreed_fen:
        claimed = agreed_fen + whole(agreed_fen / YUAN * rng.uniform(0.08, 0.85) + 100)
    else:
        claimed = whole(rng.uniform(*pay) * rng.uniform(0.8, 6) * people)
    count = rng.choices((1, 2, 3), weights=(60, 32, 8))[0]
    categories = CLAIMS[dispute][: min(count, len(CLAIMS[dispute]))]
    weights = [3, 1.5, 1][: len(categories)]
    return list(zip(categories, split(claimed, weights), split(agreed_fen, weights), strict=True))


def split(fen: int, weights: list[float]) -> list[int]:
    """The sum in parts by weight, whole yuan but for the first, which takes what is left."""
    parts = [int(fen * weight / sum(weights)) // YUAN * YUAN for weight in weights]
    parts[0] += fen - sum(parts)
    return parts


def months_owed(claimed_fen: int, pay_yuan: int, people: int) -> int:
    """How many months of that pay the claim comes to for each person: at least two, so that a sentence can name them."""
    return max(round(claimed_fen / YUAN / pay_yuan / people), 2)
