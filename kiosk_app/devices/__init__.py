"""The kiosk's own hardware: the printed ticket and the printer that puts it on paper."""
