import time
from workflow.errors import WorkflowError


class BigRuntime:
    """The whole runtime. (TODO: this is too big, split it. -- 2023)"""

    BRANCHES = ("if", "switch", "unless")

    def __init__(self, max_steps=100, strict=True, debug=False):
        self.max_steps = max_steps
        self.strict = strict
        self.debug = debug
        self.trace = []

    # ---------------------------------------------------------------- public

    def execute(self, workflow, parameters=None, retries=2):
        self.validate(workflow)
        values = self.resolve_parameters(workflow, parameters or {})
        results = {}
        for name in self._order(workflow["steps"]):
            step = workflow["steps"][name]
            if not self.should_run(step, values, results):
                self.trace.append((name, "skipped"))
                results[name] = None
                continue
            results[name] = self._attempt(name, step, values, results, retries)
            self.trace.append((name, "done"))
        return results

    # ------------------------------------------------------------ validation

    def validate(self, workflow):
        steps = workflow.get("steps")
        if not steps:
            raise WorkflowError("workflow has no steps")
        if len(steps) > self.max_steps:
            raise WorkflowError("workflow has %d steps, allowed are %d" % (len(steps), self.max_steps))
        for name in steps:
            step = steps[name]
            if "do" not in step:
                raise WorkflowError("step '%s' does nothing" % name)
            if step["do"] not in ("add", "multiply", "join", "fail", "flaky"):
                raise WorkflowError("step '%s': unknown operation '%s'" % (name, step["do"]))
            for other in step.get("after", []):
                if other not in steps:
                    raise WorkflowError("step '%s' comes after '%s', which is not there" % (name, other))
            kinds = [k for k in ("if", "switch", "unless") if k in step]
            if len(kinds) > 1:
                raise WorkflowError("step '%s' has two conditions: %s" % (name, ", ".join(kinds)))

    # ------------------------------------------------------------ parameters

    def resolve_parameters(self, workflow, given, use_defaults=True):
        values = {}
        declared = workflow.get("parameters", {})
        for name in declared:
            spec = declared[name]
            if name in given:
                v = given[name]
            elif use_defaults and "default" in spec:
                v = spec["default"]
            else:
                raise WorkflowError("parameter '%s' is missing" % name)
            if spec.get("type") == "number":
                try:
                    v = float(v)
                except (TypeError, ValueError):
                    raise WorkflowError("parameter '%s' is not a number: '%s'" % (name, v))
            values[name] = v
        if self.strict:
            for name in given:
                if name not in declared:
                    raise WorkflowError("unknown parameter '%s'" % name)
        return values

    def fill(self, value, values, results):
        if isinstance(value, str) and value.startswith("$"):
            name = value[1:]
            if name in results:
                return results[name]
            if name in values:
                return values[name]
            raise WorkflowError("'%s' is neither a parameter nor a step" % name)
        return value

    # -------------------------------------------------------------- branches

    def should_run(self, step, values, results, missing=False):
        if "if" in step:
            return bool(self._look(step["if"], values, results, missing))
        if "unless" in step:
            return not self._look(step["unless"], values, results, missing)
        if "switch" in step:
            on = step["switch"]["on"]
            return str(self._look(on, values, results, missing)) in step["switch"]["cases"]
        return True

    def _look(self, name, values, results, missing):
        if name in results:
            return results[name]
        if name in values:
            return values[name]
        if self.strict:
            raise WorkflowError("condition on '%s', which is neither a parameter nor a step" % name)
        return missing

    # ------------------------------------------------------------- execution

    def _order(self, steps):
        done = []
        while len(done) < len(steps):
            ready = [n for n in steps if n not in done and all(o in done for o in steps[n].get("after", []))]
            if not ready:
                raise WorkflowError("steps wait for each other: %s" % ", ".join(n for n in steps if n not in done))
            done.append(ready[0])
        return done

    def _attempt(self, name, step, values, results, retries):
        for attempt in range(retries + 1):
            try:
                return self._run(step, [self.fill(v, values, results) for v in step.get("with", [])], attempt)
            except WorkflowError:
                raise
            except Exception as e:
                if self.debug:
                    print("%s: attempt %d: %s" % (name, attempt + 1, e))
                if attempt == retries:
                    raise WorkflowError("step '%s' failed after %d attempts: %s" % (name, attempt + 1, e))
                time.sleep(0.001)

    def _run(self, step, args, attempt):
        op = step["do"]
        args = [a for a in args if a is not None]
        if op == "add":
            return sum(args)
        if op == "multiply":
            r = 1
            for a in args:
                r = r * a
            return r
        if op == "join":
            return " ".join(str(a) for a in args)
        if op == "flaky":
            if attempt < step["fails"]:
                raise ValueError("not yet")
            return attempt + 1
        raise ValueError("told to fail")
