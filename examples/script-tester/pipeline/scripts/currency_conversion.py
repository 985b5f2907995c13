"""Adds the amount in euro to every order."""

import csv
import json
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path


def main(input_paths, output_paths, environ_vars, job_args):
    source = Path(input_paths["input"])
    rates = json.loads((source / "rates.json").read_text(), parse_float=Decimal)
    digits = int(environ_vars.get("AMOUNT_DIGITS", "2"))

    with open(source / "orders.csv", newline="") as file:
        orders = list(csv.DictReader(file))
    for order in orders:
        amount = Decimal(order["amount"]) / rates[order["currency"]]
        order["amount_eur"] = amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN)

    with open(Path(output_paths["output"]) / "orders.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, orders[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(orders)
    print(f"converted {len(orders)} orders at the rates of {rates['date']}")
