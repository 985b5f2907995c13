"""Keeps real data files for scripts, listed in local_data/data_manifest.yaml."""

import logging
import shutil
from pathlib import Path

from legacy_tester.data import manifest_file

EXAMPLE = {
    "example_script": {
        "input_data": {"path": "example_script/input.csv", "format": "csv", "description": "Example input data file"}
    }
}

logger = logging.getLogger(__name__)


class LocalDataManager:
    def __init__(self, workspace_dir):
        self.local_data_dir = Path(workspace_dir) / "local_data"
        self.local_data_dir.mkdir(parents=True, exist_ok=True)
        self.manifest_path = self.local_data_dir / "data_manifest.yaml"
        if not self.manifest_path.exists():
            self._save({"version": "1.0", "description": "Local data manifest for pipeline testing", "scripts": EXAMPLE})

    def prepare_data_for_execution(self, script_name, target_dir):
        for info in self.list_data_for_script(script_name).values():
            source = self.local_data_dir / info["path"]
            if source.exists():
                shutil.copy2(source, target_dir / source.name)
            else:
                logger.warning("Local data file not found: %s", source)

    def add_data_for_script(self, script_name, data_key, file_path, description):
        source = Path(file_path)
        target = self.local_data_dir / script_name / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
        manifest = self._load()
        manifest.setdefault("scripts", {}).setdefault(script_name, {})[data_key] = {
            "path": f"{script_name}/{source.name}",
            "format": source.suffix.lower().lstrip("."),
            "description": description,
        }
        self._save(manifest)

    def list_data_for_script(self, script_name):
        return self._load().get("scripts", {}).get(script_name, {})

    def list_all_scripts(self):
        return list(self._load().get("scripts", {}))

    def remove_data_for_script(self, script_name, data_key=None):
        manifest = self._load()
        entries = manifest.get("scripts", {}).get(script_name)
        if entries is None or (data_key and data_key not in entries):
            return False
        for key in [data_key] if data_key else list(entries):
            (self.local_data_dir / entries.pop(key)["path"]).unlink(missing_ok=True)
        if not data_key:
            del manifest["scripts"][script_name]
        self._save(manifest)
        return True

    def _load(self):
        return manifest_file.load(self.manifest_path)

    def _save(self, manifest):
        manifest_file.save(self.manifest_path, manifest)
