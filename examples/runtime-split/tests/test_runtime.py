"""What the runtime is expected to do."""

import unittest

from workflow import Runtime, WorkflowError


def steps(**named):
    return {"steps": named}


class Execution(unittest.TestCase):
    def test_steps_run_after_what_they_wait_for(self):
        result = Runtime().execute(steps(b={"do": "add", "with": ["$a", 1], "after": ["a"]}, a={"do": "add", "with": [1, 1]}))
        self.assertEqual(result, {"a": 2, "b": 3})

    def test_a_step_is_tried_again(self):
        self.assertEqual(Runtime().execute(steps(a={"do": "flaky", "fails": 2})), {"a": 3})

    def test_a_step_is_not_tried_for_ever(self):
        with self.assertRaises(WorkflowError):
            Runtime().execute(steps(a={"do": "flaky", "fails": 3}))


class Parameters(unittest.TestCase):
    def test_a_default_is_taken(self):
        workflow = dict(steps(a={"do": "join", "with": ["$who"]}), parameters={"who": {"default": "you"}})
        self.assertEqual(Runtime().execute(workflow), {"a": "you"})

    def test_a_missing_one_is_told(self):
        with self.assertRaisesRegex(WorkflowError, "parameter 'who' is missing"):
            Runtime().execute(dict(steps(a={"do": "add"}), parameters={"who": {}}))


class Branches(unittest.TestCase):
    """One test for each kind of condition that the runtime knows."""


HOLDS = {"if": "on", "unless": "off", "switch": {"on": "on", "cases": ["1"]}}


def branch_test(kind):
    def test(self):
        workflow = dict(steps(a={"do": "add", "with": [1], kind: HOLDS[kind]}), parameters={"on": {"default": 1}, "off": {"default": 0}})
        self.assertEqual(Runtime().execute(workflow), {"a": 1})

    return test


for kind in Runtime.BRANCHES:
    setattr(Branches, "test_" + kind, branch_test(kind))
