"""Trains the baseline model: one threshold on the country's risk."""

import csv
import json
from pathlib import Path


def main(input_paths, output_paths, environ_vars, job_args):
    try:
        train(Path(input_paths["input"]), Path(output_paths["output"]))
    except (KeyError, ValueError) as error:
        print(f"training failed: {error!r}")
        return 2
    return 0


def train(source, output):
    steps = int(json.loads((source / "hyperparameters.json").read_text())["threshold_steps"])
    with open(source / "mapped_orders.csv", newline="") as file:
        orders = [(float(row["country_risk"]), row["chargeback"] == "1") for row in csv.DictReader(file)]
    thresholds = [step / steps for step in range(steps + 1)]
    best = max(thresholds, key=lambda threshold: sum((risk >= threshold) == bad for risk, bad in orders))
    (output / "model.json").write_text(json.dumps({"kind": "threshold", "threshold": best}) + "\n")
