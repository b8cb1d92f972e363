"""Where the recordings and samples outside the project are, or the reason a test is skipped without them."""

import os
from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(name: str) -> Path:
    """Return the folder `name` of the shared material beside the checkout.

    Skips the calling test in a plain clone; fails it when CI=true, where the material must be present.
    """
    folder = _SHARED / name
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is missing beside the checkout, and CI must have it")
        pytest.skip(f"needs {name} beside the checkout")
    return folder
