"""What a workflow is given, and how its steps refer to it."""

from workflow.errors import WorkflowError


class ParameterMixin:
    def resolve_parameters(self, workflow, given, use_defaults=True):
        declared = workflow.get("parameters", {})
        values = {name: self._value_of(name, spec, given, use_defaults) for name, spec in declared.items()}
        if self.strict:
            for name in given:
                if name not in declared:
                    raise WorkflowError(f"unknown parameter '{name}'")
        return values

    def fill(self, value, values, results):
        if not isinstance(value, str) or not value.startswith("$"):
            return value
        name = value[1:]
        for known in (results, values):
            if name in known:
                return known[name]
        raise WorkflowError(f"'{name}' is neither a parameter nor a step")

    def _value_of(self, name, spec, given, use_defaults):
        if name in given:
            value = given[name]
        elif use_defaults and "default" in spec:
            value = spec["default"]
        else:
            raise WorkflowError(f"parameter '{name}' is missing")
        if spec.get("type") != "number":
            return value
        try:
            return float(value)
        except (TypeError, ValueError):
            raise WorkflowError(f"parameter '{name}' is not a number: '{value}'") from None
