"""Pages."""

from casework.web.room import Room

room = Room("matters", "/matters")
