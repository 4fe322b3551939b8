"""The kiosk's own hardware: the printed ticket, the printer that puts it on paper, and the scanner."""
