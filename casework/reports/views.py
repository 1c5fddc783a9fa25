"""Pages."""

from casework.web.room import Room

room = Room("reports", "/reports")
