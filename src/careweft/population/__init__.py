"""Segments of a population by live rules: the pyramid of need and the people in each tier.

placed = place_everybody(panel, lake.open(path), at)     # every night, over the lake (in a thread: it computes)
await keep(connection, panel, placed)
await refresh_person(connection, panel, person_id, at)   # upon an event
await pyramid(connection, "torbay")                      # for the site: counts
await people_in(connection, "torbay", "high-risk", "emergency-admission")   # whom the asker may see
"""

from careweft.population.panel import Panel, Placed, Ranked, place_everybody, place_one
from careweft.population.segments import Segment, Tier
from careweft.population.store import Member, keep, people_in, pyramid, refresh_person, risk_of, risks_of, segment_at

__all__ = [
    "Member",
    "Panel",
    "Placed",
    "Ranked",
    "Segment",
    "Tier",
    "keep",
    "people_in",
    "place_everybody",
    "place_one",
    "pyramid",
    "refresh_person",
    "risk_of",
    "risks_of",
    "segment_at",
]
