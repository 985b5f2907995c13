"""Makes up data for scripts that have none."""

import random


class SyntheticDataGenerator:
    def __init__(self, random_seed=42):
        self.random = random.Random(random_seed)

    def generate_rows(self, num_records):
        return [{"id": n, "value": round(self.random.gauss(0, 1), 6)} for n in range(num_records)]
