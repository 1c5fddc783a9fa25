"""一函两书: the three letters of the union's supervision of labour law."""
