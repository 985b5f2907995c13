"""Remembers what a step wrote, for the step that reads it."""

import json
from datetime import datetime
from pathlib import Path


class DataFlowManager:
    def __init__(self, workspace_dir):
        self.workspace_dir = Path(workspace_dir)
        for name in ("inputs", "outputs", "metadata"):
            (self.workspace_dir / name).mkdir(parents=True, exist_ok=True)

    def capture_step_outputs(self, step_name, output_paths):
        captured = {"step_name": step_name, "output_paths": output_paths, "captured_at": str(datetime.now())}
        (self.workspace_dir / "metadata" / f"{step_name}_outputs.json").write_text(json.dumps(captured, indent=2))
