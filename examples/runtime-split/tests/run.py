"""python3 tests/run.py: runs the tests and prints a report in TAP, which `cutover migrate parity compare` reads."""

import os
import sys
import unittest

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(here), here]


class Tap(unittest.TestResult):
    def line(self, test, outcome, note=""):
        print("%s %d - %s%s" % (outcome, self.testsRun, test.id(), note))

    def addSuccess(self, test):
        self.line(test, "ok")

    def addSkip(self, test, reason):
        self.line(test, "ok", " # SKIP " + reason)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.line(test, "not ok")

    addError = addFailure


suite = unittest.defaultTestLoader.loadTestsFromName("test_runtime")
print("TAP version 13\n1..%d" % suite.countTestCases())
result = Tap()
suite.run(result)
sys.exit(0 if result.wasSuccessful() else 1)
