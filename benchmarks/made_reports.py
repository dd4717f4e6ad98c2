"""Made-up reports of one wording, each with figures and names of its own: no duplicates of each other."""

from __future__ import annotations

import random
import re

OWN = """\
Readers in the delta towns had asked the paper for weeks what it would mean for the ferry, and the
harbour office said on Tuesday that it was too early to tell, since nobody had called.""".replace("\n", " ")
TOWNS = "Arvik Belmar Corran Dunmore Elden Farlow Garth Holm Iver Jarl Kelso Lunde".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_FIGURE = re.compile(r"\{(\d+)-(\d+)\}")
_WORDING = {
    "weather, another day": """\
The weather service expects {5-30} degrees on the coast and up to {5-30} inland, with winds of {10-70}
kilometres an hour from the west. Rain is likely in the morning, with {1-40} millimetres in the hills.
The night will be cold, at {0-12} degrees in the valleys, and fog may form along the river before dawn.
Drivers should allow for longer journeys on the high roads. The outlook for the days after: sun at
first, then clouds, {5-30} degrees. The service will give its next forecast in the evening and asks all
to keep away from the sea walls.""",
    "markets, another day": """\
Shares on the harbour exchange rose {0-3}.{0-99} percent to {9000-12000} points at the close on DAY. The
volume was {100-900} million shares. Banks gained {0-5}.{0-99} percent and shipping lines {0-5}.{0-99}
percent. The crown traded at {8-9}.{0-99} to the dollar, after {8-9}.{0-99} the day before. Oil for
delivery next month was at {50-99}.{0-99} dollars a barrel, and gold at {1700-2400} dollars an ounce.
Traders said that the decision of the central bank on interest rates was still the main thing everybody
was waiting for, and that little would happen before.""",
    "earthquakes": """\
An earthquake of magnitude {3-6}.{0-9} was recorded {2-90} kilometres off TOWN at {0-23}:{10-59} on DAY,
the geological service said. It was {3-99} kilometres deep. In the past ten days there have been {0-9}
earthquakes of magnitude three or more nearby. There were no reports of damage or of people hurt. This
report was made by a program that the editors wrote, and was read by an editor before it was printed.
If you felt it, tell the service on its pages, where all reports are collected.""",
    "results, another round": """\
TOWN beat TOWN {2-6}-{0-1}. TOWN beat TOWN {2-6}-{0-1}. TOWN beat TOWN {2-6}-{0-1}. TOWN beat TOWN
{2-6}-{0-1}. TOWN now have {20-60} points after {10-30} games and lead the league. The next games are on
the {1-28} of the month, and all of them begin at three in the afternoon. Tickets are sold at the
grounds and in the usual shops. The league asks visitors to come by train or by bus, since the roads
near the grounds are closed for works until the end of the season.""",
}
REPORTS = tuple(_WORDING)


def report(name: str, chance: random.Random) -> str:
    """One of :data:`REPORTS` with figures, towns and a day drawn for it."""
    made = _WORDING[name].replace("\n", " ")
    for mark, names in (("TOWN", TOWNS), ("DAY", DAYS)):
        while mark in made:
            made = made.replace(mark, chance.choice(names), 1)
    return _FIGURE.sub(lambda between: str(chance.randint(int(between[1]), int(between[2]))), made)


def brief_in_round_up(chance: random.Random) -> tuple[str, str]:
    """A report, and a round-up it is a part of."""
    briefs = [report(name, chance) for name in REPORTS]
    return briefs[2], "\n\n".join([*briefs, OWN])
