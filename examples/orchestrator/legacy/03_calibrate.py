# phase 3: calibrate. if this fails phase 4 takes the uncalibrated ones (see there)
import json, sys
station, data, settings = sys.argv[1:4]
cal = json.load(open(data + "/calibration.json"))
rows = [l.strip().split(",") for l in open("work/clean.csv")]
res = [rows[0]]
for r in rows[1:]:
    if r[1] not in cal:
        print("no calibration of " + r[1], file=sys.stderr)
        sys.exit(1)
    c = cal[r[1]]
    res.append([r[0], r[1], repr(float(r[2]) * c["gain"] + c["offset"])])
with open("work/calibrated.csv", "w") as f:
    for r in res:
        f.write(",".join(r) + "\n")
print("%d calibrated" % (len(res) - 1))
