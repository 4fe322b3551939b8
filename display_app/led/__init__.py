"""Matrices of lamps (HUB75): what they show, how it is drawn lamp by lamp, and what drives them."""
