"""Who is paid more: the best tenth by 5 %, all others by 2 %."""

from engine.population import chance


def best_tenth(people, seed):
    ranked = sorted(people, key=lambda person: (-chance(seed, person.id, "perf"), person.id))
    return {person.id for person in ranked[: len(ranked) // 10]}


def give_raises(people, seed):
    staying = [person for person in people if not person.left]
    best = best_tenth(staying, seed)
    for person in staying:
        person.salary += person.salary * (0.05 if person.id in best else 0.02)
    return [(person.id, "promoted", round(person.salary, 2)) for person in staying if person.id in best]
