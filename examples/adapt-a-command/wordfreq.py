"""The old program: the most frequent words of a file."""

import argparse
import json
import re
import time
from collections import Counter

parser = argparse.ArgumentParser(prog="wordfreq")
parser.add_argument("file")
parser.add_argument("--top", type=int, default=10)
parser.add_argument("--out", choices=["text", "json"], default="text")
parser.add_argument("--threads", type=int)
args = parser.parse_args()

started = time.time()
counts = Counter(re.findall(r"[a-z']+", open(args.file).read().lower()))
words = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[: args.top]
if args.out == "json":
    print(json.dumps({"file": args.file, "words": [list(pair) for pair in words], "took": time.time() - started}))
else:
    for word, count in words:
        print(f"{count:6} {word}")
