"""Puts the runtime together. A mixin stands before the big class: what it has serves, what it lacks the big class does."""

from workflow.mixins.branches import BranchMixin
from workflow.mixins.parameters import ParameterMixin
from workflow.mixins.validation import ValidationMixin
from workflow.runtime import BigRuntime


class Runtime(BranchMixin, ParameterMixin, ValidationMixin, BigRuntime):
    pass
