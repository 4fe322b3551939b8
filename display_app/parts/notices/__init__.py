"""What the centre has to say to everybody: pages of text, pictures and videos, with the hotline below them."""
