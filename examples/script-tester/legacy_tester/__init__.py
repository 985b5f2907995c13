"""The old runtime tester of pipeline scripts, kept with the faults it had. README.md tells which."""
