"""Configurations of the province's brokers, made from who gets in (hall_core.line_users). Pure, but for the command.

Whatever broker it is: nobody without a certificate of the province's authority and a password; a hall says what is
below ``motcua/v1/<hall>/up`` and hears what is below ``…/down``, and nothing else; the gateway the other way round, of
all halls.
"""
