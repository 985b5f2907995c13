"""Runs workflows: steps that depend on each other, with parameters, branches and retries."""

from workflow.assembly import Runtime
from workflow.errors import WorkflowError

__all__ = ["Runtime", "WorkflowError"]
