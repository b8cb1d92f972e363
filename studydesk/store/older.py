"""What an earlier version kept elsewhere is brought to where it belongs now."""

from pathlib import Path

from studydesk.errors import StorageFailed, StorageFull
from studydesk.store.blobs import Blobs
from studydesk.store.disk import bring, translated


def bring_parts(blobs: Blobs, older: Path) -> None:
    """Bring the part files that lay in `older`, in the profile, to the drive of the blobs.

    Where there is no room or no drive they wait for the next start: a download that begins anew is no reason to keep
    anybody from studying.
    """
    if not older.is_dir() or not blobs.place.is_here:
        return
    disk = blobs.place.disk
    try:
        with translated(older):
            blobs.parts.mkdir(parents=True, exist_ok=True)
            for file in list(older.iterdir()):
                if file.suffix == ".part" and not (blobs.parts / file.name).exists():
                    bring(disk, file, blobs.parts / file.name)
                disk.remove(file)
            older.rmdir()
    except (StorageFull, StorageFailed):
        return
