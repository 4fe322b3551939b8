"""What goes over MQTT: topics, typed messages, their codec and limits, and the AsyncAPI description of it all."""
