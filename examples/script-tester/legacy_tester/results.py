"""What a test gives back."""

from dataclasses import asdict, dataclass, field
from datetime import datetime


@dataclass
class ExecutionResult:
    """One call of a script's main."""

    success: bool
    execution_time: float
    memory_usage: int
    error_message: str | None = None


@dataclass
class TestResult:
    """The verdict on a script."""

    script_name: str
    status: str
    execution_time: float = 0.0
    memory_usage: int = 0
    error_message: str | None = None
    recommendations: list = field(default_factory=list)
    timestamp: datetime = field(default_factory=datetime.now)

    def is_successful(self):
        return self.status == "PASS"

    def as_dict(self):
        return asdict(self) | {"timestamp": self.timestamp.isoformat()}


def threshold_warnings(result, memory_mb, time_seconds):
    warnings = []
    if result.execution_time > time_seconds:
        warnings.append(f"Execution time ({result.execution_time:.2f}s) exceeds threshold ({time_seconds}s)")
    if result.memory_usage > memory_mb:
        warnings.append(f"Memory usage ({result.memory_usage}MB) exceeds threshold ({memory_mb}MB)")
    return warnings
