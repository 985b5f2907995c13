"""Who leaves."""

from engine.population import chance


def rate_of(age):
    if age > 60:
        return 0.30
    return 0.20 if age < 25 else 0.12


def let_go(people, seed):
    leaving = [person for person in people if chance(seed, person.id, "quit") < rate_of(person.age)]
    for person in leaving:
        person.left = True
    return [(person.id, "left", person.salary) for person in leaving]
