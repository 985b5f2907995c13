"""What a workflow fails with."""


class WorkflowError(Exception):
    pass
