"""python3 -m workflow FILE [NAME=VALUE...]: runs a workflow and prints what its steps gave."""

import json
import sys

from workflow import Runtime, WorkflowError


def main(argv):
    with open(argv[0]) as file:
        workflow = json.load(file)
    parameters = dict(word.split("=", 1) for word in argv[1:])
    try:
        result = Runtime().execute(workflow, parameters)
    except WorkflowError as error:
        print("error: %s" % error, file=sys.stderr)
        return 1
    print(json.dumps(result, indent=1, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
