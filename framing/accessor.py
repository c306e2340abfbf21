"""``frame.framing.extract()``: extraction where pandas users look for it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from framing.devices import Device
from framing.extract import Result, extract

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client


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
        engine: str | None = None,
        scheduler: str | Client | None = None,
    ) -> Result:
        """Measure every article of this frame: `framing.extract` with the frame filled in.

        Examples
        --------
        >>> import framing, pandas as pd
        >>> frame = pd.DataFrame({"body": ["It may rain."]}, index=["a"])
        >>> frame.framing.extract(["hedge"], text="body").features["hedge"].to_dict()
        {'a': 1}
        """
        options = {"n_jobs": n_jobs, "progress": progress, "cache": cache, "engine": engine, "scheduler": scheduler}
        return extract(self._frame, devices, text=text, **options)


class _PandasFinder(MetaPathFinder):
    """Finds pandas where Python does, and has it know the accessor once it is loaded.

    Loading pandas takes four times as long as loading this package, which does without it until there is a frame.
    """

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != "pandas":
            return None
        others = (finder.find_spec(name, path, target) for finder in sys.meta_path if finder is not self)
        spec = next(filter(None, others), None)
        if spec and spec.loader:
            execute = spec.loader.exec_module

            def execute_and_register(module: ModuleType) -> None:
                execute(module)
                sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not self]
                _register(module)

            spec.loader.exec_module = execute_and_register
        return spec


def _register(pandas: ModuleType) -> None:
    pandas.api.extensions.register_dataframe_accessor("framing")(FramingAccessor)


if "pandas" in sys.modules:
    _register(sys.modules["pandas"])
else:
    sys.meta_path.insert(0, _PandasFinder())
