"""`python3 -m legacy_tester COMMAND ...`"""

from legacy_tester.cli import main

main()
