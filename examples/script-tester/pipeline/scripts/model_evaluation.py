"""Measures the model on validation data, and stops the pipeline when it is not good enough."""

import csv
import json
import sys
from pathlib import Path


def main(input_paths, output_paths, environ_vars, job_args):
    source = Path(input_paths["input"])
    threshold = json.loads((source / "model.json").read_text())["threshold"]
    with open(source / "mapped_orders.csv", newline="") as file:
        pairs = [(float(row["country_risk"]) >= threshold, row["chargeback"] == "1") for row in csv.DictReader(file)]

    flagged = sum(said for said, _ in pairs)
    precision = sum(said and true for said, true in pairs) / flagged if flagged else 0.0
    metrics = {"orders": len(pairs), "flagged": flagged, "precision": round(precision, 6)}
    (Path(output_paths["output"]) / "metrics.json").write_text(json.dumps(metrics) + "\n")

    wanted = float(environ_vars.get("MIN_PRECISION", "0.8"))
    if precision < wanted:
        print(f"precision {precision:.2f} is below {wanted:.2f}", file=sys.stderr)
        sys.exit(3)
