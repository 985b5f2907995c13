"""Whether a workflow can be run at all."""

from workflow.errors import WorkflowError

OPERATIONS = ("add", "multiply", "join", "fail", "flaky")


class ValidationMixin:
    def validate(self, workflow):
        steps = workflow.get("steps")
        if not steps:
            raise WorkflowError("workflow has no steps")
        if len(steps) > self.max_steps:
            raise WorkflowError(f"workflow has {len(steps)} steps, allowed are {self.max_steps}")
        for name, step in steps.items():
            self._validate_step(name, step, steps)

    def _validate_step(self, name, step, steps):
        if "do" not in step:
            raise WorkflowError(f"step '{name}' does nothing")
        if step["do"] not in OPERATIONS:
            raise WorkflowError(f"step '{name}': unknown operation '{step['do']}'")
        for other in step.get("after", []):
            if other not in steps:
                raise WorkflowError(f"step '{name}' comes after '{other}', which is not there")
        conditions = [kind for kind in self.BRANCHES if kind in step]
        if len(conditions) > 1:
            raise WorkflowError(f"step '{name}' has two conditions: {', '.join(conditions)}")
