"""Drops incomplete orders, tidies the rest, and splits them into a training and a validation part."""

import csv
from pathlib import Path

COLUMNS = ["order_id", "customer", "country", "currency", "amount", "chargeback"]


def main(input_paths, output_paths, environ_vars, job_args):
    with open(Path(input_paths["input"]) / "raw_orders.csv", newline="") as file:
        orders = [tidy(row) for row in csv.DictReader(file) if is_complete(row)]
    splits = {
        "train": [order for order in orders if int(order["order_id"]) % 4 != 0],
        "validation": [order for order in orders if int(order["order_id"]) % 4 == 0],
    }
    for split, rows in splits.items():
        folder = Path(output_paths["output"]) / split
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / f"{split}_processed_data.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        print(f"{split}: {len(rows)} orders")
    return {split: len(rows) for split, rows in splits.items()}


def is_complete(row):
    return all(row[column].strip() for column in COLUMNS)


def tidy(row):
    return {column: row[column].strip().upper() if column in ("country", "currency") else row[column].strip() for column in COLUMNS}
