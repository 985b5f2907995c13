"""Tries a step again."""

import time

from workflow.errors import WorkflowError


class RetryMixin:
    def _attempt(self, name, step, values, results, retries):
        for attempt in range(retries + 1):
            arguments = [self.fill(value, values, results) for value in step.get("with", [])]
            try:
                return self._run(step, arguments, attempt)
            except WorkflowError:
                raise
            except Exception as error:
                if attempt == retries:
                    raise WorkflowError(f"step '{name}' failed after {attempt + 1} attempts: {error}") from error
                time.sleep(0.001)
