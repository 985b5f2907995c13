"""Tests a pipeline: its scripts one after the other, in the order of its graph."""

import time
from dataclasses import dataclass, field
from datetime import datetime

from legacy_tester.core.pipeline_script_executor import PipelineScriptExecutor


@dataclass
class PipelineExecutionResult:
    success: bool
    completed_steps: list = field(default_factory=list)
    error: str | None = None
    total_duration: float = 0.0
    memory_peak: int = 0
    timestamp: datetime = field(default_factory=datetime.now)


class PipelineExecutor:
    def __init__(self, workspace_dir="./development/projects/project_alpha"):
        self.script_executor = PipelineScriptExecutor(workspace_dir)

    def execute_pipeline(self, dag, data_source="synthetic"):
        started = time.time()
        completed = []
        try:
            for step_name in dag.topological_sort():  # the command hands over the dict that it read from the file
                result = self.script_executor.test_script_isolation(step_name, data_source)
                completed.append(result)
                if not result.is_successful():
                    raise RuntimeError(f"step {step_name}: {result.error_message}")
        except Exception as error:
            return PipelineExecutionResult(
                False, completed, f"Pipeline execution failed: {error}", time.time() - started
            )
        return PipelineExecutionResult(True, completed, None, time.time() - started)
