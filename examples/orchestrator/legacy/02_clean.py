# phase 2: clean - throws away rows that are no numbers, and doubles
import json, sys
station, data, settings = sys.argv[1:4]
cfg = json.load(open(settings))
seen = []
kept = 0
dropped = 0
out = open("work/clean.csv", "w")
for i, line in enumerate(open("work/collected.csv")):
    line = line.strip()
    if i == 0:
        out.write(line + "\n")
        continue
    parts = line.split(",")
    try:
        float(parts[2])
        ok = True
    except:
        ok = False
    if cfg["drop_bad_rows"] == "yes" and not ok:
        dropped = dropped + 1
    elif (parts[0], parts[1]) in seen:      # slow for big files, but works
        dropped = dropped + 1
    else:
        seen.append((parts[0], parts[1]))
        out.write(line + "\n")
        kept = kept + 1
out.close()
print("%d kept, %d dropped" % (kept, dropped))
