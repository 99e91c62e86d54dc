"""How the rules say no to a person."""


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """Something a person asked for cannot be done; said in their language, with what to do instead.

    `key` names a text in the catalogues below ``refused.``: `Refused("rsvp.closed")` is shown as the text
    ``refused.rsvp.closed``. `values` fill its placeholders; they are str, int or aware datetime
    (shown as a Discord timestamp).
    """

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.key, self.values))


def _rebuild(key: str, values: dict[str, object]) -> Refused:
    return Refused(key, **values)
