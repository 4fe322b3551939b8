"""The hall's MQTT broker: Mosquitto 2 from apt, its configuration made from the hall file."""
