"""The people of a simulation, and the chance that decides about them."""

import zlib
from dataclasses import dataclass


@dataclass
class Person:
    id: int
    age: int
    salary: float
    left: bool = False


def chance(seed, person_id, what):
    """A number from 0 to 1, always the same for the same person and question: the order of asking does not matter."""
    return zlib.crc32(f"{seed}/{person_id}/{what}".encode()) / 2**32


def make_population(size, seed):
    return [
        Person(number, 20 + int(chance(seed, number, "age") * 45), 30000 + int(chance(seed, number, "pay") * 70000))
        for number in range(1, size + 1)
    ]
