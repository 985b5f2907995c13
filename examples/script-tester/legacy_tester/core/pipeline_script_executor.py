"""Tests one script in isolation: find it, prepare its data, import it, call it, judge it."""

import argparse
import logging
import os
from pathlib import Path

from legacy_tester.core.errors import ConfigurationError, ScriptImportError
from legacy_tester.core.script_import_manager import ScriptImportManager
from legacy_tester.data.data_flow_manager import DataFlowManager
from legacy_tester.data.local_data_manager import LocalDataManager
from legacy_tester.results import TestResult

SEARCH_PATHS = [
    "src/cursus/steps/scripts/{}.py",
    "cursus/steps/scripts/{}.py",
    "scripts/{}.py",
    "dockers/xgboost_atoz/scripts/{}.py",
    "dockers/xgboost_atoz/{}.py",
    "dockers/pytorch_bsm_ext/scripts/{}.py",
    "dockers/pytorch_bsm_ext/{}.py",
]

ADVICE = {
    "ScriptImportError": [
        "Check if the script has syntax errors or missing dependencies",
        "Verify the script has a 'main' function defined",
    ],
    "ConfigurationError": ["Check data source configuration"],
    "FileNotFoundError": ["Check script name spelling and path configuration", "Ensure script file has .py extension"],
}

logger = logging.getLogger(__name__)


class PipelineScriptExecutor:
    def __init__(self, workspace_dir="./development/projects/project_alpha"):
        self.workspace_dir = Path(workspace_dir)
        self.script_manager = ScriptImportManager()
        self.data_manager = DataFlowManager(workspace_dir)
        self.local_data_manager = LocalDataManager(workspace_dir)
        self.execution_history = []

    def test_script_isolation(self, script_name, data_source="synthetic"):
        logger.info("Starting isolation test for script: %s", script_name)
        try:
            if data_source not in ("synthetic", "local"):
                raise ConfigurationError(f"Data source '{data_source}' not yet implemented")
            script_path = self.discover_script_path(script_name)
            main = self.script_manager.import_script_main(script_path)
            context = self._prepare_execution_context(script_name, data_source)
            execution = self.script_manager.execute_script_main(main, context)
        except (ScriptImportError, ConfigurationError, FileNotFoundError) as error:
            kind = type(error).__name__
            message = str(error) if kind == "FileNotFoundError" else f"{kind}: {error}"
            return TestResult(script_name, "FAIL", error_message=message, recommendations=ADVICE[kind])

        self.execution_history.append({"script_name": script_name, "script_path": script_path, "execution_result": execution})
        self.data_manager.capture_step_outputs(script_name, context["output_paths"])
        return TestResult(
            script_name,
            "PASS" if execution.success else "FAIL",
            execution.execution_time,
            execution.memory_usage,
            execution.error_message,
            [] if execution.success else [f"Address execution error: {execution.error_message}"],
        )

    def discover_script_path(self, script_name):
        for pattern in SEARCH_PATHS:
            path = Path(pattern.format(script_name))
            if path.exists():
                return str(path)
        raise FileNotFoundError(f"Script not found: {script_name}")

    def _prepare_execution_context(self, script_name, data_source):
        input_dir = self.workspace_dir / "inputs" / script_name
        output_dir = self.workspace_dir / "outputs" / script_name
        input_dir.mkdir(parents=True, exist_ok=True)
        output_dir.mkdir(parents=True, exist_ok=True)
        if data_source == "local":
            self.local_data_manager.prepare_data_for_execution(script_name, input_dir)
        return {
            "input_paths": {"input": str(input_dir)},
            "output_paths": {"output": str(output_dir)},
            "environ_vars": os.environ.copy(),
            "job_args": argparse.Namespace(verbose=True),
        }
