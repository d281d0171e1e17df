"""A believable year: who reported what, where and when, and what became of it.

Everything here is invented but the places. A year is told by the house's own rules of who must
know, whose turn it is and until when; nothing of it is ever sent.
"""
