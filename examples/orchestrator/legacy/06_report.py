# phase 6: report
import json, sys
station, data, settings = sys.argv[1:4]
cfg = json.load(open(settings))
agg = json.load(open("work/aggregated.json"))
bad = json.load(open("work/anomalies.json"))
json.dump({"station": station, "operator": cfg["report_operator"], "sensors": agg, "anomalies": bad}, open("out/report.json", "w"), indent=1)
f = open("out/summary.csv", "w")
f.write("sensor,mean,min,max,alert\n")
for s in agg:
    a = agg[s]
    kinds = "+".join([b["kind"] for b in bad if b["sensor"] == s])
    f.write("%s,%.1f,%.1f,%.1f,%s\n" % (s, a["mean"], a["min"], a["max"], kinds))
f.close()
print("%d lines" % len(agg))
