"""How well themes are the stories that people label."""
