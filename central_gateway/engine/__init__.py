"""The brokers a province may have, behind one face. Each is known to one module, and only that of the one in use is
imported."""
