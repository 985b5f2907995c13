"""The parts of the Python host. Python 3.8 and later, standard library only."""
