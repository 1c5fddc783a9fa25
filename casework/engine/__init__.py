"""The machinery under the rooms: no Flask, no database session, not one word of labour law."""
