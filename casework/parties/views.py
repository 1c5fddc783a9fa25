"""Pages."""

from casework.web.room import Room

room = Room("parties", "/parties")
