"""Replaces each order's country by the share of chargebacks seen there, smoothed towards the overall share."""

import csv
import json
from collections import Counter
from pathlib import Path


def main(input_paths, output_paths, environ_vars, job_args):
    with open(Path(input_paths["input"]) / "orders.csv", newline="") as file:
        orders = list(csv.DictReader(file))
    risk = risk_by_country(orders, smoothing=float(environ_vars.get("SMOOTHING", "2")))

    output = Path(output_paths["output"])
    (output / "risk_table.json").write_text(json.dumps(risk, indent=2, sort_keys=True) + "\n")
    with open(output / "mapped_orders.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["order_id", "country_risk", "amount", "chargeback"])
        for order in orders:
            writer.writerow([order["order_id"], risk[order["country"]], order["amount"], order["chargeback"]])
    return str(output)


def risk_by_country(orders, smoothing):
    total, bad = Counter(), Counter()
    for order in orders:
        total[order["country"]] += 1
        bad[order["country"]] += int(order["chargeback"])
    overall = sum(bad.values()) / len(orders)
    return {country: round((bad[country] + smoothing * overall) / (total[country] + smoothing), 6) for country in total}
