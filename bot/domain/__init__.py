"""Pure rules over frozen dataclasses: no clock, no I/O, no SQL.

A rule takes what it needs, `now` included, and returns what follows from it.
Only the standard library and dateutil are imported here.
"""
