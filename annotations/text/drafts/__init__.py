"""How one draft of a text became the next: which sentence is which, and where each place of it is now."""
