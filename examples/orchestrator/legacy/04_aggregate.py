# phase 4: aggregate: mean/min/max of every sensor
import json, os, sys
src = "work/calibrated.csv"
if not os.path.exists(src):
    src = "work/clean.csv"
sensors = {}
for i, line in enumerate(open(src)):
    if i == 0: continue
    t, s, v = line.strip().split(",")
    if s not in sensors: sensors[s] = []
    sensors[s].append(float(v))
agg = {}
for s in sorted(sensors):
    vals = sensors[s]
    agg[s] = {"mean": round(sum(vals) / len(vals), 1), "min": round(min(vals), 1), "max": round(max(vals), 1), "readings": len(vals)}
json.dump(agg, open("work/aggregated.json", "w"))
print("%d sensors" % len(agg))
