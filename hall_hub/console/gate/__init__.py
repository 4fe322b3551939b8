"""What stands between the network and the pages: TLS, names, and how much one address may ask for."""
