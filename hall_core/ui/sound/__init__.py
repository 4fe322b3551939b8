"""What board and kiosk need to be heard: espeak-ng's voice, sound as numbers, and the card that plays it.

All but ``mixer`` and ``card`` know no Kivy; ``mixer`` imports it when it is first used, after the first frame."""
