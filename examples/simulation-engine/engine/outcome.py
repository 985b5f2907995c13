"""What a simulation leaves: the workforce, the events as they came, and figures that say how much work it was."""

import csv
import math
import os


def write_outcome(people, events):
    os.makedirs("out", exist_ok=True)
    write_table("out/workforce.csv", ["id", "age", "salary", "left"], ((p.id, p.age, p.salary, "yes" if p.left else "") for p in people))
    write_table("out/events.csv", ["id", "event", "salary"], events)


def summary(people, events):
    return {
        "people": len(people),
        "left": sum(event == "left" for _, event, _ in events),
        "promoted": sum(event == "promoted" for _, event, _ in events),
        "payroll": math.fsum(person.salary for person in people if not person.left),
    }


def write_table(path, header, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
