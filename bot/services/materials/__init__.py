"""What can be done with material: added, changed, removed and brought back; shown; and who hears of a recording."""

from bot.domain.materials import File, Given, Material, MaterialAudience, MaterialKind
from bot.services.materials.changing import add, edit, remove, restore
from bot.services.materials.expecting import Expected, expect_recording, no_recording
from bot.services.materials.keeping import files_wanted, folder
from bot.services.materials.reading import Shown, editable, of_event, show, suggest

__all__ = [
    "Expected",
    "File",
    "Given",
    "Material",
    "MaterialAudience",
    "MaterialKind",
    "Shown",
    "add",
    "edit",
    "editable",
    "expect_recording",
    "files_wanted",
    "folder",
    "no_recording",
    "of_event",
    "remove",
    "restore",
    "show",
    "suggest",
]
