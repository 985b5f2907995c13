# phase 5: anomalies
import json, sys
station, data, settings = sys.argv[1:4]
cfg = json.load(open(settings))
agg = json.load(open("work/aggregated.json"))
bad = []
for s in agg:
    if s not in cfg["alert"]: continue
    lo = cfg["alert"][s]["min"]; hi = cfg["alert"][s]["max"]
    if agg[s]["min"] < lo: bad.append({"sensor": s, "kind": "low", "value": agg[s]["min"]})
    if agg[s]["max"] > hi: bad.append({"sensor": s, "kind": "high", "value": agg[s]["max"]})
json.dump(bad, open("work/anomalies.json", "w"))
print("%d anomalies" % len(bad))
