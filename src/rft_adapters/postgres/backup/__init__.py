"""Backups that say what they hold, and restores that check it.

A backup is one zip file: what ``pg_dump`` wrote, and a manifest with the rows and a digest of every table, both of one
snapshot. It is read back before it counts as taken, and a restore compares every table once more.
"""

from .manifest import Manifest, read_manifest
from .restore import Restored, restore
from .take import take

__all__ = ["Manifest", "Restored", "read_manifest", "restore", "take"]
