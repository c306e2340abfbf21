"""``frame.framing.extract()``: extraction where pandas users look for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from framing.devices import Device
from framing.extract import Result, extract


@pd.api.extensions.register_dataframe_accessor("framing")
class FramingAccessor:
    """What `framing` does with a DataFrame of articles; there once ``framing`` is imported."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def extract(
        self,
        devices: Sequence[str | Device] | None = None,
        *,
        text: str = "text",
        n_jobs: int = 1,
        progress: bool = False,
        cache: bool | str | Path | None = None,
    ) -> Result:
        """Measure every article of this frame: `framing.extract` with the frame filled in.

        Examples
        --------
        >>> import framing, pandas as pd
        >>> frame = pd.DataFrame({"body": ["It may rain."]}, index=["a"])
        >>> frame.framing.extract(["hedge"], text="body").features["hedge"].to_dict()
        {'a': 1}
        """
        return extract(self._frame, devices, text=text, n_jobs=n_jobs, progress=progress, cache=cache)
