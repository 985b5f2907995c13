"""Puts the model and a description of it where deployment looks for them."""

import hashlib
import json
from pathlib import Path


def main(input_paths, output_paths, environ_vars, job_args):
    source, output = Path(input_paths["input"]), Path(output_paths["output"])
    content = (source / "model.json").read_bytes()
    metrics = json.loads((source / "metrics.json").read_text())
    description = {
        "model": "model.json",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_bytes": len(content),
        "precision": metrics["precision"],
    }
    (output / "model.json").write_bytes(content)
    (output / "package.json").write_text(json.dumps(description, indent=2) + "\n")
    print(json.dumps({"event": "packaged", "files": 2}))
    return description
