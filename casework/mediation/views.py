"""Pages."""

import casework.mediation.models
from casework.web.room import Room

room = Room("mediation", "/mediation")
