"""Times and lengths as people type them, in English or any language of the region, and what they mean.

`words` is the vocabulary, `reading` the grammar (text to its parts), `instants` gives the parts their meaning from a
present moment and a zone, `lengths` reads durations, `suggestions` completes what is half typed. What cannot be read
is Refused("when.…"); nothing else is ever raised.
"""

from bot.domain.when.instants import Understood, parse, parse_clock, parse_end
from bot.domain.when.lengths import parse_lead, parse_leads, parse_length
from bot.domain.when.suggestions import suggest

__all__ = [
    "Understood",
    "parse",
    "parse_clock",
    "parse_end",
    "parse_lead",
    "parse_leads",
    "parse_length",
    "suggest",
]
