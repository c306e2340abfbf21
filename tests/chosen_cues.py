"""Cues that a test chooses, whatever the evidence says of them."""

from math import inf

import pytest

from framing.devices import cues
from framing.devices.joined import Joined
from framing.devices.reporting import CueTable


def cues_of_words(documents, words):
    """The cues of some documents if each of these words, wherever it stands, is one and no other is."""
    table = CueTable({(word, ""): (100, 0.5) for word in words}, {f"word: {word}": 2 * cues.CERTAIN for word in words})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cues, "cue_table", lambda: table)
        return cues.find_cues(Joined.of(documents), threshold=inf)
