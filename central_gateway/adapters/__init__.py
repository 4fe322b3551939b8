"""Speaks with dossier systems, each in its own way. An adapter is one file here and one mapping table for each site.

``face`` says what an adapter is, ``running`` runs them, each in a thread of its own. What several of them need lies
beside: ``mapping`` (their words and ours), ``dates``, ``text`` (encodings) and ``http``, the only one that knows httpx.
An adapter decides nothing of dossiers: it brings what it was told to the one way in, or takes ours out in order.
"""
