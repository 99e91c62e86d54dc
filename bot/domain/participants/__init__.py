"""Participant lists as Zoom and Teams export them: read from bytes, one person a row, minutes counted once.

`decoding` makes text of a file, `columns` knows the headings, `clocks` the times, `reading` puts it together, and
`names` says which spellings are one name. E-mail addresses are used to tell people apart while reading, never kept.
"""

from bot.domain.participants.reading import LARGEST, MOST_ROWS, Format, Participant, ParticipantList, parse

__all__ = ["LARGEST", "MOST_ROWS", "Format", "Participant", "ParticipantList", "parse"]
