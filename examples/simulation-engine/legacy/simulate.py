#!/usr/bin/env python3
# workforce simulation, one file, grown since 2019
import csv, json, os, sys, zlib

def rnd(seed, who, what):
    return zlib.crc32(("%s/%s/%s" % (seed, who, what)).encode()) / 4294967296.0

def main():
    n = int(sys.argv[1]); seed = sys.argv[2]
    people = []
    for i in range(n):
        people.append({"id": i + 1, "age": 20 + int(rnd(seed, i + 1, "age") * 45), "salary": 30000 + int(rnd(seed, i + 1, "pay") * 70000), "left": ""})
    events = []
    # who leaves
    for p in people:
        rate = 0.12
        if p["age"] > 60: rate = 0.30
        elif p["age"] < 25: rate = 0.20
        if rnd(seed, p["id"], "quit") < rate:
            p["left"] = "yes"
            events.append([p["id"], "left", p["salary"]])
    # raises: the best tenth gets 5 %, all others 2 %
    staying = [p for p in people if p["left"] == ""]
    order = sorted(staying, key=lambda p: (-rnd(seed, p["id"], "perf"), p["id"]))
    best = set()
    for p in order[:len(order) // 10]: best.add(p["id"])
    for p in people:
        if p["left"] != "": continue
        if p["id"] in best:
            p["salary"] = p["salary"] * 1.05
            events.append([p["id"], "promoted", round(p["salary"], 2)])
        else:
            p["salary"] = p["salary"] * 1.02
    total = 0
    for p in people:
        if p["left"] == "": total = total + p["salary"]
    if not os.path.exists("out"): os.makedirs("out")
    f = open("out/workforce.csv", "w"); w = csv.writer(f, lineterminator="\n")
    w.writerow(["id", "age", "salary", "left"])
    for p in people: w.writerow([p["id"], p["age"], p["salary"], p["left"]])
    f.close()
    f = open("out/events.csv", "w"); w = csv.writer(f, lineterminator="\n")
    w.writerow(["id", "event", "salary"])
    for e in sorted(events): w.writerow(e)
    f.close()
    print(json.dumps({"people": len(people), "left": len([p for p in people if p["left"]]), "promoted": len(best), "payroll": total}))

main()
