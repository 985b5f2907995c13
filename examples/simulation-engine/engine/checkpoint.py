"""Reads what an interrupted simulation left."""

import json

FORMAT = 2


def read_checkpoint(path):
    with open(path, encoding="utf-8") as file:
        checkpoint = json.load(file)
    if checkpoint.get("format") != FORMAT:
        raise ValueError(f"format {checkpoint.get('format')}, not {FORMAT}")
    return checkpoint
