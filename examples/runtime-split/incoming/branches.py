"""Whether a step runs, by the condition it has."""

from workflow.errors import WorkflowError


class BranchMixin:
    BRANCHES = ("if", "switch")

    def should_run(self, step, values, results, missing=True):
        if "if" in step:
            return bool(self._look(step["if"], values, results, missing))
        if "switch" in step:
            value = self._look(step["switch"]["on"], values, results, missing)
            return str(value) in step["switch"]["cases"]
        if "unless" in step:
            return not self._look(step["unless"], values, results, missing)
        return True

    def _look(self, name, values, results, missing):
        for known in (results, values):
            if name in known:
                return known[name]
        if self.strict:
            raise WorkflowError(f"condition on '{name}', which is not known")
        return missing
