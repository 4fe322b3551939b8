"""What a person types: ``motcua central init``, ``halls``, ``status`` …"""
