"""What Discord shows: commands, buttons, forms, the card, the Messenger. Parse, call one use case, say the result.

No rule lives here and no SQL: those are in `bot`. A module whose name starts with `_` is no extension, the others are
loaded by `NacreBot`.
"""
