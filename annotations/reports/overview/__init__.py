"""Figures over many claims: the dashboard, what waits for whom, and how fast checking goes."""
